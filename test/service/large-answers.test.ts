import { setImmediate as nextTurn } from "node:timers/promises";
import { createContextValues } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { type AnswerWay, answerWayKey, LargeAnswers } from "../../src/service/large-answers.ts";

/** A call with a way that the test closes. */
class Call implements AnswerWay {
  readonly #leave = new AbortController();
  readonly #closed = Promise.withResolvers<void>();
  readonly signal = this.#leave.signal;
  readonly values = createContextValues().set(answerWayKey, this);
  isCut = false;

  onceClosed(listener: () => void): void {
    void this.#closed.promise.then(listener);
  }

  close(): void {
    this.#closed.resolve();
  }

  cut(): void {
    this.isCut = true;
    this.close();
  }

  leave(reason: unknown): void {
    this.#leave.abort(reason);
    this.close();
  }
}

const usual = { largeAnswersMax: 1, requestTimeoutMs: 60_000 };

/** Answers a call with a large answer, which is made as soon as its turn has come. */
function answer(
  answers: LargeAnswers,
  call: Call,
  made: Promise<unknown> = Promise.resolve(),
  begun = false,
) {
  return answers.make(call, async (takeTurn) => {
    await takeTurn({ begun });
    await made;
    return "made";
  });
}

describe("LargeAnswers", () => {
  test("have their turn in their order, from when they are large until they are made and out", async () => {
    const answers = new LargeAnswers(usual);
    const [first, second, third] = [new Call(), new Call(), new Call()];
    const { promise: made, resolve } = Promise.withResolvers<void>();
    const log: string[] = [];
    const all = [
      answer(answers, first, made).then(() => log.push("first")),
      answer(answers, second).then(() => log.push("second")),
      answer(answers, third).then(() => log.push("third")),
    ];
    expect(answers).toMatchObject({ inWork: 1, waiting: 2 });
    // Nobody takes it any more, and it is still being made.
    first.close();
    await nextTurn();
    expect(log).toEqual([]);
    resolve();
    await nextTurn();
    expect(log).toEqual(["first", "second"]);
    expect(answers).toMatchObject({ inWork: 1, waiting: 1 });
    second.close();
    await Promise.all(all);
    expect(log).toEqual(["first", "second", "third"]);
    third.close();
    await nextTurn();
    expect(answers).toMatchObject({ inWork: 0, waiting: 0 });
  });

  test("take one turn, however often they ask for it, and small ones none", async () => {
    const answers = new LargeAnswers(usual);
    const large = new Call();
    await answers.make(large, async (takeTurn) => {
      await takeTurn();
      expect(takeTurn()).toBeUndefined();
    });
    expect(await answers.make(new Call(), async () => "small")).toBe("small");
    expect(answers.inWork).toBe(1);
    large.close();
    await nextTurn();
    expect(answers.inWork).toBe(0);
  });

  test("give their turn back where they fail, and where nobody says when they are out", async () => {
    const answers = new LargeAnswers(usual);
    const call = new Call();
    await expect(answer(answers, call, Promise.reject(new Error("no rows")))).rejects.toThrow("no rows");
    call.close();
    await nextTurn();
    const nowhere = { signal: call.signal, values: createContextValues() };
    await answers.make(nowhere, async (takeTurn) => await takeTurn());
    expect(answers.inWork).toBe(0);
  });

  test("leave the line when nobody waits for them any more", async () => {
    const answers = new LargeAnswers(usual);
    const [holder, leaver, next] = [new Call(), new Call(), new Call()];
    await answer(answers, holder);
    const left = answer(answers, leaver);
    const last = answer(answers, next);
    leaver.leave(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    expect(answers.waiting).toBe(1);
    await expect(answer(answers, leaver)).rejects.toThrow("gone");
    holder.close();
    expect(await last).toBe("made");
    next.close();
    await nextTurn();
    expect(answers).toMatchObject({ inWork: 0, waiting: 0 });
  });

  test("are refused where they wait for half of the time that a call has, or where too many wait that are begun", async () => {
    const busy = { reason: "UNAVAILABLE", facts: { busy_with: "large answers" } };
    const impatient = new LargeAnswers({ largeAnswersMax: 1, requestTimeoutMs: 20 });
    const holder = new Call();
    await answer(impatient, holder, nextTurn());
    await expect(answer(impatient, new Call())).rejects.toMatchObject(busy);
    holder.close();

    const crowded = new LargeAnswers(usual);
    const calls = Array.from({ length: 65 }, () => new Call());
    const answered = calls.map((call) => answer(crowded, call, nextTurn(), true));
    expect(crowded.waiting).toBe(64);
    await expect(answer(crowded, new Call(), nextTurn(), true)).rejects.toMatchObject(busy);
    // Who has nothing in memory may wait.
    const leaver = new Call();
    const last = answer(crowded, leaver);
    expect(crowded.waiting).toBe(65);
    leaver.leave(new Error("gone"));
    await expect(last).rejects.toThrow("gone");
    for (const call of calls) call.close();
    expect(await Promise.all(answered)).toHaveLength(65);
    const next = answer(crowded, new Call(), nextTurn(), true);
    expect(await next).toBe("made");
  });

  test("are cut off when they are not fetched in the time that a call has, but only while others wait", async () => {
    const answers = new LargeAnswers({ largeAnswersMax: 1, requestTimeoutMs: 100 });
    const slow = new Call();
    await answer(answers, slow);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(slow.isCut).toBe(false);
    // Some are refused before: they wait for half of that time.
    await expect
      .poll(() => answer(answers, new Call()).catch(() => "refused"), { timeout: 10_000 })
      .toBe("made");
    expect(slow.isCut).toBe(true);
  });
});
