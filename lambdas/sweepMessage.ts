/** What the sweep queue holds: the findings of one analyzer are to be listed, from the first page or from where an invocation had to stop. */
export interface SweepMessage {
  /** ARN. */
  analyzer: string;
  sweep: { id: string; startedAt: string };
  nextToken?: string;
  /** AWS refused a token before: the listing began again. */
  isSecondTry?: boolean;
}

/** @throws Error for a text that no function of ours wrote. */
export function parseSweepMessage(body: string): SweepMessage {
  const read: unknown = JSON.parse(body);
  if (!isSweepMessage(read)) throw new Error("The message is none of the sweep's. Nothing was read.");
  return read;
}

function isSweepMessage(value: unknown): value is SweepMessage {
  if (typeof value !== "object" || value === null) return false;
  const { analyzer, sweep, nextToken = "", isSecondTry = false } = value as Partial<Record<keyof SweepMessage, unknown>>; // Looked at one by one.
  if (typeof analyzer !== "string" || typeof nextToken !== "string" || typeof isSecondTry !== "boolean") return false;
  if (typeof sweep !== "object" || sweep === null) return false;
  const { id, startedAt } = sweep as Partial<Record<keyof SweepMessage["sweep"], unknown>>;
  return typeof id === "string" && typeof startedAt === "string" && !Number.isNaN(Date.parse(startedAt));
}
