/** What every subcommand ends with. */
export const exitCode = {
  /** As planned, done. */
  asPlanned: 0,
  /** Drift, or something failed. */
  drift: 1,
  failed: 1,
  /** Not everything could be seen or reached. */
  partial: 2,
  /** Arguments, files or credentials are wrong; nothing was changed. */
  badInput: 3,
  /** By SIGINT. */
  interrupted: 130,
} as const;
