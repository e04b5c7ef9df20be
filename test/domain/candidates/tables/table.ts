/** Cases on one forest. */
export interface Table {
  readonly about: string;
  /** In the text form. */
  readonly forest: string;
  readonly cases: readonly Case[];
}

/** One request, and what comes of it. */
export interface Case {
  readonly why: string;
  /** In the text form. */
  readonly request: string;
  /** What each candidate allocates, in any order; with mappings where brackets follow; or how many there are. */
  readonly expected: readonly string[] | number;
  /** The names, or the number, of the providers that are described beside the candidates. */
  readonly summaries?: readonly string[] | number;
  /** Why Placement 8.0.0 answers otherwise: a fault of it that is not copied. */
  readonly placementDiffers?: string;
}
