import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import type { BindingRules } from "../binding-rules.ts";
import type { Comments } from "./comments.ts";
import { enumSchema } from "./enum-schema.ts";
import { messageSchema } from "./message-schema.ts";
import type { Direction, Schema } from "./schema.ts";

/** What schemas are made by. */
export interface SchemaSource {
  readonly rules: BindingRules;
  readonly comments: Comments;
  /** That answers have no NaN and infinities. */
  readonly finiteNumbers: boolean;
  /** What a dialect shows of a message, where that is not its proto-JSON. */
  readonly message?: ((message: DescMessage, direction: Direction, schema: Schema) => Schema) | undefined;
}

/** The schemas of message and enum types that a document refers to, each made once. */
export class Schemas {
  readonly source: SchemaSource;
  readonly #named = new Map<string, Schema>();
  readonly #names = new Map<string, string>();

  constructor(source: SchemaSource) {
    this.source = source;
  }

  /** All that were referred to, by their names, in the order of these. */
  get components(): Record<string, Schema> {
    return Object.fromEntries([...this.#named].sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  /** A reference to the schema of a message type, one of those whose JSON is an object of its fields. */
  message(desc: DescMessage, direction: Direction): Schema {
    // Rules bind what clients send; what a server writes has keys that a client may leave out.
    const suffix = direction === "input" ? "-input" : "";
    return this.#reference(this.#nameOf(desc) + suffix, () => this.inline(desc, direction, new Set()));
  }

  /** The schema of a message without some of its fields: those that a path binds. */
  inline(desc: DescMessage, direction: Direction, except: ReadonlySet<DescField>): Schema {
    const schema = messageSchema(desc, direction, except, this);
    return this.source.message?.(desc, direction, schema) ?? schema;
  }

  /** A reference to the schema of an enum. */
  enumeration(desc: DescEnum): Schema {
    return this.#reference(this.#nameOf(desc), () => enumSchema(desc, this.source.comments));
  }

  #reference(name: string, make: () => Schema): Schema {
    if (!this.#named.has(name)) {
      // Registered before it is complete: a message may have fields of its own type.
      this.#named.set(name, {});
      this.#named.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** The name without its package, unless another type has that name too. */
  #nameOf({ typeName, file }: DescMessage | DescEnum): string {
    const short = file.proto.package === "" ? typeName : typeName.slice(file.proto.package.length + 1);
    const holder = this.#names.get(short) ?? typeName;
    this.#names.set(short, holder);
    return holder === typeName ? short : typeName;
  }
}
