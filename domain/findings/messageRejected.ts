import type { AccountId, Region } from "../identifiers";

/** A message that nobody of ours could have sent, or that contradicts itself. It is never believed in part. */
export class MessageRejected extends Error {
  override readonly name = "MessageRejected";
  constructor(
    /** `form`: it does not parse. `origin`: an event of an account that the analyzer, or the finding, is not of. */
    readonly why: "form" | "origin",
    message: string,
  ) {
    super(message);
  }
}

/** What an analyzer's ARN says. */
export interface AnalyzerPlace {
  account: AccountId;
  region: Region;
  name: string;
}
