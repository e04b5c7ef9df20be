/**
 * Whether the server can do its work just now: its database is reachable, and it is not shutting down. Probes ask,
 * watchers are told of changes.
 */
export class Readiness {
  #able = false;
  #draining = false;
  readonly #listeners = new Set<() => void>();

  /** True while new work is welcome. */
  get ready(): boolean {
    return this.#able && !this.#draining;
  }

  /** True once the server is shutting down: there is no way back. */
  get draining(): boolean {
    return this.#draining;
  }

  /** Says whether what the server depends on is there. */
  set(able: boolean): void {
    if (able === this.#able) return;
    this.#able = able;
    this.#tell();
  }

  drain(): void {
    this.#draining = true;
    this.#tell();
  }

  /** Calls the listener at every change until the function that is returned is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
