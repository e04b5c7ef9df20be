import { describe, expect, test } from "vitest";
import { writeError, writeUnauthenticated } from "../../src/rest/error-body.ts";

const requestId = "req-7";

function detailOf(text: string): string {
  return JSON.parse(text).errors[0].detail;
}

describe("writeError()", () => {
  test("writes JSON, with the code only where there is one", () => {
    const error = { status: 409, detail: "resource provider generation conflict", requestId };
    expect(JSON.parse(writeError(error, undefined).text)).toEqual({
      errors: [
        {
          status: 409,
          title: "Conflict",
          detail:
            "There was a conflict when trying to complete your request.\n\n resource provider generation conflict  ",
          request_id: "req-7",
        },
      ],
    });
    const coded = writeError({ ...error, code: "placement.concurrent_update" }, "application/json");
    expect(JSON.parse(coded.text).errors[0].code).toBe("placement.concurrent_update");
    expect(coded.contentType).toBe("application/json");
  });

  test("writes HTML, with everything escaped that a client sent", () => {
    const { text, contentType } = writeError({ status: 404, detail: `a<b>"&'é😀`, requestId }, "text/html");
    expect(contentType).toBe("text/html; charset=UTF-8");
    expect(text).toBe(
      "<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n" +
        "  The resource could not be found.<br /><br />\na&lt;b&gt;&quot;&amp;&#x27;&#233;&#128512;\n\n\n </body>\n</html>",
    );
  });

  test("writes plain text where the client takes neither", () => {
    const { text, contentType } = writeError({ status: 406, detail: "Only JSON", requestId }, "image/png");
    expect(contentType).toBe("text/plain; charset=UTF-8");
    expect(text).toBe(
      "406 Not Acceptable\n\nThe resource could not be generated that was acceptable to your browser " +
        "(content of type image/png. \n\n Only JSON",
    );
  });

  test("takes line breaks and markup out of texts that are not HTML", () => {
    const { text } = writeError({ status: 400, detail: "a\r\n<b>c</b><!-- d -->e", requestId }, undefined);
    expect(detailOf(text)).toMatch(/\n\n a {2}ce {2}$/);
  });

  test("speaks of the method and of the media type", () => {
    const wrongMethod = writeError({ status: 405, detail: "No.", requestId, subject: "DELETE" }, undefined);
    expect(detailOf(wrongMethod.text)).toBe("The method DELETE is not allowed for this resource. \n\n No.");
    const wrongType = writeError({ status: 415, detail: "No.", requestId, subject: "a/b" }, undefined);
    expect(detailOf(wrongType.text)).toBe(
      "The request media type a/b is not supported by this server. \n\n No.",
    );
  });

  test("adds what else belongs to the error", () => {
    const error = { status: 406, detail: "", requestId, extra: { min_version: "1.0" } };
    expect(JSON.parse(writeError(error, undefined).text).errors[0].min_version).toBe("1.0");
  });

  test("is not slow on a detail that is full of open brackets", () => {
    const started = performance.now();
    writeError({ status: 400, detail: "<!--".repeat(50_000), requestId }, undefined);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("writeUnauthenticated()", () => {
  test("has a form of its own", () => {
    const body = JSON.parse(writeUnauthenticated(undefined).text);
    expect(Object.keys(body)).toEqual(["message", "code", "title"]);
    expect(body).toMatchObject({ code: "401 Unauthorized", title: "Unauthorized" });
  });

  test.each([
    ["text/html", "<h1>401 Unauthorized</h1>"],
    ["text/plain", "401 Unauthorized\n\n"],
  ])("is %s where the client takes that", (accept, part) => {
    expect(writeUnauthenticated(accept).text).toContain(part);
  });
});
