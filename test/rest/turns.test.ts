import { once } from "node:events";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Turns } from "../../src/rest/turns.ts";

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

async function close(one: ServerResponse): Promise<void> {
  const closed = once(one, "close");
  one.destroy();
  one.emit("close");
  await closed;
}

describe("Turns", () => {
  test("come in the order in which they were asked for, as others end", async () => {
    const turns = new Turns({ places: 1 });
    const [first, second, third] = [response(), response(), response()];
    expect(await turns.take(first)).toBe("come");
    const waiting = [turns.take(second), turns.take(third)];
    await close(first);
    expect(await waiting[0]).toBe("come");
    await close(second);
    expect(await waiting[1]).toBe("come");
    await close(third);
    expect(await turns.take(response())).toBe("come");
  });

  test("do not come to who has left, nor later than one waits", async () => {
    const turns = new Turns({ places: 1, waitMs: 5 });
    const [holder, leaver] = [response(), response()];
    await turns.take(holder);
    const left = turns.take(leaver);
    await close(leaver);
    expect(await left).toBe("gone");
    expect(await turns.take(response())).toBe("late");
    await close(holder);
    expect(await turns.take(leaver)).toBe("gone");
    expect(await turns.take(response())).toBe("come");
  });
});
