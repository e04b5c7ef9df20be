import type {
  DescriptorProto,
  EnumDescriptorProto,
  FileDescriptorProto,
  FileDescriptorSet,
  ServiceDescriptorProto,
} from "@bufbuild/protobuf/wkt";

/** The comments of a contract by the full names of what they stand before: `library.v1.Book.title`. */
export type Comments = ReadonlyMap<string, string>;

/**
 * The leading comments in a set of descriptors that was made with source info, as `buf build` does. Generated code
 * has none of them. Lines of a paragraph are joined; lists and code keep theirs.
 */
export function commentsOf(files: FileDescriptorSet): Comments {
  const comments = new Map<string, string>();
  for (const file of files.file) {
    for (const { path, leadingComments } of file.sourceCodeInfo?.location ?? []) {
      const name = leadingComments === "" ? undefined : nameAt(file, path);
      if (name !== undefined) comments.set(name, unwrapped(leadingComments));
    }
  }
  return comments;
}

type Named = { readonly name: string };
type Parent = FileDescriptorProto | DescriptorProto | EnumDescriptorProto | ServiceDescriptorProto;

/** What a field number of a descriptor holds, for those that hold something with a name. */
const children: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "google.protobuf.FileDescriptorProto": { 4: "messageType", 5: "enumType", 6: "service" },
  "google.protobuf.DescriptorProto": { 2: "field", 3: "nestedType", 4: "enumType", 8: "oneofDecl" },
  "google.protobuf.EnumDescriptorProto": { 2: "value" },
  "google.protobuf.ServiceDescriptorProto": { 2: "method" },
};

/** The full name of what a path of source info leads to; undefined where it is nothing with a name. */
function nameAt(file: FileDescriptorProto, path: readonly number[]): string | undefined {
  if (path.length === 0 || path.length % 2 !== 0) return undefined;
  let at: Parent = file;
  let name = file.package;
  for (let i = 0; i < path.length; i += 2) {
    const held: string | undefined = children[at.$typeName]?.[path[i] ?? 0];
    if (held === undefined) return undefined;
    const next: (Parent & Named) | undefined = heldBy(at, held)[path[i + 1] ?? 0];
    if (next === undefined) return undefined;
    name += name === "" ? next.name : `.${next.name}`;
    at = next;
  }
  return name;
}

function heldBy(parent: Parent, name: string): readonly (Parent & Named)[] {
  return (parent as unknown as Record<string, readonly (Parent & Named)[]>)[name] ?? [];
}

function unwrapped(comment: string): string {
  const lines = comment.split("\n").map((line) => line.replace(/^ /, "").trimEnd());
  return withoutMarkup(lines.filter((line) => !forTools.test(line)).join("\n"))
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .replaceAll(/(?<=[^\n])\n(?=[^\n\s*+-])/g, " ");
}

// Words to linters, which are nothing to who calls.
const forTools = /^(?:buf:lint:|protolint:|api-linter:)/;

/** What only readers of the protos understand: remarks among their authors (AIP-192), and references by full names. */
function withoutMarkup(comment: string): string {
  return comment
    .replaceAll(/\s*\(--(?:(?!--\))[\s\S])*--\)/g, "")
    .replaceAll(/\[([^[\]]+)\]\[([\w.]*)\]/g, (_, text: string) => text);
}

/** The first sentence of a comment, without its full stop. */
export function firstSentence(comment: string): string {
  // What goes on in small letters is no new sentence: "e.g. this".
  const [sentence = ""] = comment.split(/(?<=\.)\s(?!\p{Ll})|\n\n/u, 1);
  return sentence.replace(/\.$/, "");
}
