import { setImmediate as nextTurn } from "node:timers/promises";
import type { AgedRow } from "../domain/candidates/view/aged-row.ts";
import type { CandidateView } from "../domain/candidates/view/candidate-view.ts";
import { ViewBuilder } from "../domain/candidates/view/view-builder.ts";
import { type ProviderArray, rowFromArray, traitIdsIn } from "./provider-array.ts";
import { SharedRuns } from "./shared-runs.ts";
import type { RunStatement } from "./statement.ts";
import { TraitNameCache } from "./trait-name-cache.ts";
import { countProviders, type Lanes, readAllTrees, readLanes, readTreeChanges } from "./tree-changes.ts";

/** How much is remembered for candidate searches, and for how long. */
export interface CandidateViewOptions {
  /** With more providers than these nothing is remembered; 0: nothing ever. */
  readonly providersMax: number;
  /** How long what nobody uses is kept, in milliseconds. */
  readonly idleMs: number;
  /** Told why nothing could be remembered. Nobody's request fails for it. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** How often a view in use is brought up to date when no request does, so that none has much to catch up with. Milliseconds. */
const FOLLOW_MS = 1000;

/** How long to leave it when a view could not be had, in milliseconds. */
const TRY_AGAIN_MS = 10_000;

/** Of how many changed trees a chunk keeps rows, which take much memory, for longer than `FOLLOW_MS`. */
const CHANGES_KEPT_MAX = 64;

/**
 * For how many providers what answers say of them is kept, about 1 kB each: those that searches with a limit come back
 * to, not all that a large search has seen once.
 */
const SUMMARIES_KEPT_MAX = 16_384;

/** How long after the last search, and the last change, a view gives up all that only searches need. Milliseconds. */
const REST_MS = 2500;

/** A view, and up to where it follows the notes of changes. */
interface FollowedView {
  readonly view: CandidateView;
  readonly lanes: Lanes;
}

/**
 * Remembers all trees, and proves for each request that it is right: a statement sent after the request came tells
 * the revisions of all lanes of notes, and of the same moment all trees that were noted since the last time. So a
 * search sees all that was written before, by whatever server.
 *
 * All trees are read when the first request needs them, in the background; until then there is no view.
 */
export class CandidateViews {
  readonly #run: RunStatement;
  readonly #options: CandidateViewOptions;
  readonly #traitNames: TraitNameCache;
  readonly #refreshes = new SharedRuns(() => this.#refresh());
  #followed: FollowedView | undefined;
  #isLoading = false;
  #isClosed = false;
  #usedAt = 0;
  #changedAt = 0;
  #refreshedAt = 0;
  #notBefore = 0;
  #warned = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(run: RunStatement, options: CandidateViewOptions) {
    this.#run = run;
    this.#options = options;
    this.#traitNames = new TraitNameCache(run);
  }

  /**
   * All trees at a moment after the call; undefined where they are not remembered, or not yet. Rejects where the
   * database does not answer.
   */
  async current(): Promise<CandidateView | undefined> {
    this.#usedAt = performance.now();
    if (this.#followed !== undefined) return this.#refreshes.next();
    void this.#load();
    return undefined;
  }

  /** Forgets everything, for good. */
  close(): void {
    this.#isClosed = true;
    this.#forget();
  }

  /** Follows the notes to their end. */
  async #refresh(): Promise<CandidateView | undefined> {
    for (;;) {
      const before = this.#followed;
      if (before === undefined) return undefined;
      const report = await readTreeChanges(this.#run, before.lanes);
      const rows = report.kind === "known" ? await this.#rowsOf(report.providers) : [];
      // It may have been forgotten meanwhile.
      if (this.#followed !== before) return undefined;
      if (report.kind === "unknown") return this.#startAnew();
      this.#follow(before, { roots: report.roots, rows, lanes: report.lanes });
      if (report.isComplete) {
        this.#refreshedAt = performance.now();
        return this.#followed.view;
      }
    }
  }

  #follow(
    { view }: FollowedView,
    news: { readonly roots: readonly string[]; readonly rows: readonly AgedRow[]; readonly lanes: Lanes },
  ): void {
    // Should this fail, there is no view any more: better none than one that fails each request.
    this.#followed = undefined;
    if (news.roots.length > 0) this.#changedAt = performance.now();
    this.#followed = { view: news.roots.length === 0 ? view : view.with(news), lanes: news.lanes };
  }

  #startAnew(): undefined {
    this.#forget();
    void this.#load();
  }

  #forget(): void {
    this.#followed = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get #mayLoad(): boolean {
    const isWanted = this.#options.providersMax > 0 && !this.#isClosed;
    return isWanted && !this.#isLoading && performance.now() >= this.#notBefore;
  }

  async #load(): Promise<void> {
    if (!this.#mayLoad) return;
    this.#isLoading = true;
    try {
      const loaded = await this.#readAll();
      if (this.#isClosed) return;
      this.#forget();
      this.#followed = loaded;
      this.#timer = setInterval(() => void this.#watch(), FOLLOW_MS).unref();
    } catch (error) {
      this.#notBefore = performance.now() + TRY_AGAIN_MS;
      this.#warn(`candidates are read from the database: ${String(error)}`);
    } finally {
      this.#isLoading = false;
    }
  }

  /**
   * Each page shows another moment, and none is before the lanes were read. So what was not changed since is right,
   * and what was is noted.
   */
  async #readAll(): Promise<FollowedView> {
    this.#refuseTooMany(await countProviders(this.#run, this.#options.providersMax + 1));
    const lanes = await readLanes(this.#run);
    const builder = new ViewBuilder();
    for await (const providers of readAllTrees(this.#run)) {
      builder.add(await this.#rowsOf(providers));
      this.#refuseTooMany(builder.providerCount);
      await nextTurn();
    }
    return { view: builder.finish(), lanes };
  }

  /** Says the same once, however often it is found. */
  #warn(message: string): void {
    if (message !== this.#warned && !this.#isClosed) this.#options.warn?.(message);
    this.#warned = message;
  }

  #refuseTooMany(count: number): void {
    const { providersMax } = this.#options;
    if (count > providersMax) throw new Error(`there are more than ${providersMax} providers to remember`);
  }

  async #rowsOf(providers: readonly ProviderArray[]): Promise<AgedRow[]> {
    const traitNames = await this.#traitNames.namesOf(traitIdsIn(providers));
    return providers.map((provider) => rowFromArray(provider, traitNames));
  }

  #trim(now: number): void {
    const view = this.#followed?.view;
    if (view === undefined) return;
    // To follow changes takes what searches take.
    if (now - Math.max(this.#usedAt, this.#changedAt) > REST_MS) view.rest();
    else if (view.summariesKept > SUMMARIES_KEPT_MAX) view.forgetSummaries();
  }

  /** Forgets a view that nobody uses or that has become too large, and keeps any other near the end of the notes. */
  async #watch(): Promise<void> {
    const now = performance.now();
    const count = this.#followed?.view.providerCount ?? 0;
    if (now - this.#usedAt > this.#options.idleMs || count > this.#options.providersMax) {
      this.#forget();
    } else if (now - this.#refreshedAt >= FOLLOW_MS) {
      // Requests that come will be told of what is wrong.
      await this.#refreshes.next().catch(() => undefined);
    }
    this.#trim(now);
    for (const chunk of this.#followed?.view.chunks ?? []) {
      if (chunk.changesKept <= CHANGES_KEPT_MAX) continue;
      void chunk.forest;
      await nextTurn();
    }
  }
}
