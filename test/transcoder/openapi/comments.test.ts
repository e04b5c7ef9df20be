import { create } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, test } from "vitest";
import { commentsOf, firstSentence } from "../../../src/transcoder/index.ts";
import { libraryComments } from "../kit/library-document.ts";

describe("commentsOf()", () => {
  const comments = libraryComments();

  test.each([
    [
      "library.v1.LibraryService",
      "Shelves with books on them, with one example of each kind of rule.",
      "a service",
    ],
    ["library.v1.LibraryService.GetPage", "The rest of the path.", "an RPC"],
    ["library.v1.Book", "A book.", "a message"],
    ["library.v1.Book.title", "Its title.", "a field"],
    ["library.v1.Book.identity", "How it is told apart.", "a oneof"],
    ["library.v1.EveryKind.Nested.text", "A text.", "a field of a message in a message"],
    ["library.v1.Genre.GENRE_POETRY", "Poems.", "a value of an enum"],
    ["library.v1.EveryKind.float", undefined, "nothing, where there is none"],
  ])("has of %s %j: %s", (name, comment, _why) => {
    expect(comments.get(name)).toBe(comment);
  });

  test.each([
    [" One\n two.\n", "One two.", "lines of a paragraph are joined"],
    [" One.\n\n Two.\n", "One.\n\nTwo.", "paragraphs stay"],
    [" One:\n - a\n - b\n", "One:\n- a\n- b", "lists stay"],
    [" One:\n\n     code\n", "One:\n\n    code", "so does code"],
    ["One\r\n", "One", "line ends don't matter"],
    [" One.\n (-- Two,\n three. --)\n Four.\n", "One. Four.", "remarks among authors go"],
    [" One.\n (-- Two. --)\n", "One.", "so do those at the end"],
    [" One (-- two.\n", "One (-- two.", "but not what never ends"],
    [" One.\n buf:lint:ignore FIELD_LOWER_SNAKE_CASE\n", "One.", "words to linters go"],
    [" A [Book][a.b.Book] of [Shelf][].\n", "A Book of Shelf.", "references keep their texts"],
    [" See [this](https://a.example).\n", "See [this](https://a.example).", "links stay"],
  ])("makes of %j %j: %s", (leadingComments, comment, _why) => {
    const sourceCodeInfo = { location: [{ path: [4, 0], leadingComments }] };
    const file = { name: "a.proto", package: "", messageType: [{ name: "A" }], sourceCodeInfo };
    expect(commentsOf(create(FileDescriptorSetSchema, { file: [file] })).get("A")).toBe(comment);
  });

  test("passes over paths that lead nowhere", () => {
    const location = [[4, 7], [4], [9, 0], [4, 0, 2, 3]].map((path) => ({ path, leadingComments: "Lost." }));
    const file = {
      name: "a.proto",
      package: "a",
      messageType: [{ name: "A" }],
      sourceCodeInfo: { location },
    };
    expect(commentsOf(create(FileDescriptorSetSchema, { file: [file] })).size).toBe(0);
  });
});

describe("firstSentence()", () => {
  test.each([
    ["One. Two.", "One"],
    ["One, e.g.that. Two.", "One, e.g.that"],
    ["One, e.g. that. Two.", "One, e.g. that"],
    ["One\n\nTwo.", "One"],
    ["One", "One"],
    ["", ""],
  ])("of %j is %j", (comment, sentence) => {
    expect(firstSentence(comment)).toBe(sentence);
  });
});
