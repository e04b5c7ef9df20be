import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { type HttpForm, http_form } from "../gen/transcoder/v1/annotations_pb.ts";

/** What a method says about its HTTP form beyond its google.api.http rule; undefined where it says nothing. */
export function formOf(method: DescMethod): HttpForm | undefined {
  return hasOption(method, http_form) ? getOption(method, http_form) : undefined;
}
