import type { DescField, Registry } from "@bufbuild/protobuf";

/** Facts about a field's JSON form that google.api.http has no words for. */
export interface FieldRules {
  /** Not part of the JSON form, in either direction, nor a query parameter. */
  readonly hidden?: boolean;
  /** The key must stand in the JSON object, whatever its value. */
  readonly requiredKey?: boolean;
  /** JSON null leaves the field unset, and where it is unset responses say null. */
  readonly nullable?: boolean;
}

/** How requests are bound, and responses written. */
export interface RouterOptions {
  /**
   * Supplied by a dialect that is stricter than proto-JSON. With it, null is refused but where a field is said to
   * be nullable; without it, null leaves any field unset, as proto-JSON has it.
   */
  readonly fieldRules?: (field: DescField) => FieldRules | undefined;
  /** Whether a number may be given as a string in a JSON body. Default true; 64-bit integers always may. */
  readonly numericStrings?: boolean;
  /** Whether bodies and queries may name fields by their lowerCamelCase JSON names too. Default true. */
  readonly jsonNames?: boolean;
  /** How deep the objects and lists of a body may be nested. Default 64. */
  readonly depthMax?: number;
  /** After how many violations a request is not looked at any more. Default 100. */
  readonly violationsMax?: number;
  /** The types that may stand in google.protobuf.Any fields. Default none. */
  readonly registry?: Registry;
}

/** RouterOptions with every default filled in. */
export interface BindingRules {
  readonly fieldRules: (field: DescField) => Required<FieldRules>;
  readonly numericStrings: boolean;
  readonly jsonNames: boolean;
  readonly depthMax: number;
  readonly violationsMax: number;
  readonly registry: Registry | undefined;
  /** Whether responses say null for unset nullable fields: only where a dialect said which are. */
  readonly writesNulls: boolean;
}

/** Fills in what a dialect leaves open. */
export function bindingRules(options: RouterOptions = {}): BindingRules {
  const nullable = options.fieldRules === undefined;
  return {
    fieldRules: (field) => ({
      hidden: false,
      requiredKey: false,
      nullable,
      ...options.fieldRules?.(field),
    }),
    numericStrings: options.numericStrings ?? true,
    jsonNames: options.jsonNames ?? true,
    depthMax: options.depthMax ?? 64,
    violationsMax: options.violationsMax ?? 100,
    registry: options.registry,
    writesNulls: options.fieldRules !== undefined,
  };
}
