import { InputError } from "./errors";

/** The environment variable of a review: the programs look at every account through its audit role, and nothing may be written. */
export const reviewVariable = "ACCESS_ANALYZER_ORG_REVIEW";

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws InputError for a value that is neither `true` nor `false`: somebody relies on it. */
export function isReview(env: Environment): boolean {
  const value = env[reviewVariable] ?? "";
  if (value === "true") return true;
  if (value === "false" || value === "") return false;
  throw new InputError(`${reviewVariable} is "${value}": allowed are "true" and "false". Nothing was changed.`);
}

/** For whatever may write. @throws InputError in a review. */
export function refuseInReview(env: Environment): void {
  if (isReview(env))
    throw new InputError(
      `${reviewVariable} is true, and this is no preview. In a review nothing is written: nothing was changed in AWS. Preview, or unset the variable.`,
    );
}
