import { describe, expect, test } from "vitest";
import { createRouter } from "../../../src/transcoder/index.ts";
import { ArchiveService } from "../gen/library/v1/archive_pb.ts";
import { bind } from "../kit/bind.ts";

const router = createRouter([ArchiveService]);

function maskOf(line: string, body?: string): unknown {
  const { message, violations } = bind(router, line, body);
  expect(violations).toEqual([]);
  return (message as { update_mask?: unknown }).update_mask;
}

describe("the mask of a PATCH", () => {
  test.each<readonly [body: string | undefined, mask: string, why: string]>([
    ['{"title":"x"}', "title", "has the fields that the body names"],
    ['{"title":"x","box":1}', "title,box", "in its order, members of oneofs too"],
    ['{"title":""}', "title", "whatever their values"],
    ['{"title":null}', "title", "null among them: it clears a field"],
    ['{"sideNote":"x"}', "sideNote", "by their proto names, whichever the body has"],
    ['{"author":{"full_name":"x"}}', "author.fullName", "inside of messages the fields there"],
    ['{"author":{"teacher":{"teacher":{}}}}', "author.teacher.teacher", "and messages that name none"],
    ['{"author":null}', "author", "or are not there"],
    ['{"keywords":["a"],"labels":{"a":"b"}}', "keywords,labels", "lists and maps as a whole"],
    ['{"written_at":"2020-01-01T00:00:00Z"}', "writtenAt", "and what is not an object of fields"],
    ['{"extra":{"a":{"b":1}}}', "extra", "even if it looks like one"],
    ['{"id":"a","title":"x"}', "title", "but not what the path says: it names the document"],
    ["{}", "", "nothing where the body names nothing"],
    [undefined, "", "or is not there"],
  ])("%s gives %j: %s", (body, mask) => {
    expect(maskOf("PATCH /v1/documents/a", body)).toBe(mask);
  });

  test("is left alone where the request has one", () => {
    expect(maskOf("PATCH /v1/documents/a?update_mask=labels", '{"title":"x"}')).toBe("labels");
    expect(maskOf("PATCH /v1/documents/a?updateMask=", '{"title":"x"}')).toBe("");
  });

  test("is a PATCH's alone: others replace everything", () => {
    expect(maskOf("PUT /v1/drafts/a", '{"title":"x"}')).toBeUndefined();
  });
});
