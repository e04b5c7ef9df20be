import type { DescField } from "@bufbuild/protobuf";

/** Whether a message without the field is none: `required` of proto2, `LEGACY_REQUIRED` of editions. */
export function isRequiredField(field: DescField): boolean {
  return field.presence === legacyRequired;
}

// google.protobuf.FeatureSet.FieldPresence.LEGACY_REQUIRED
const legacyRequired = 3;
