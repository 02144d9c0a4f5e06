import { changeDestination } from "../../aws/findings/facts/destinationItems";
import type { Table } from "../../aws/findings/facts/table";
import { takeMail, type MailLimit } from "../../domain/findings/mailLimit";
import type { Destination } from "../../domain/findings/settings";

/** What is kept of a destination that is a mailbox. */
interface Mailbox extends Partial<MailLimit> {
  /** When the digest is due that was asked for last. */
  digestAt?: string;
}

export interface MailboxWork {
  table: Table;
  destinations: Readonly<Record<string, Destination>>;
  /** Asks for a digest a little later. */
  askForDigest(destination: string, delaySeconds: number): Promise<void>;
  now(): Date;
}

/** What comes meanwhile is in the same digest. */
const delaySeconds = 60;

/** Takes the right to send one mail to each of the mailboxes among the destinations, and tells which cannot have one now. */
export async function overLimit(names: readonly string[], work: MailboxWork): Promise<string[]> {
  const mailboxes = names.filter((name) => "email" in (work.destinations[name] ?? {}));
  const results = await Promise.all(mailboxes.map(async (name) => ({ name, right: await mailRight(name, work) })));
  await Promise.all(results.map(({ name, right }) => (right === "firstOver" ? work.askForDigest(name, delaySeconds) : undefined)));
  return results.flatMap(({ name, right }) => (right === "mail" ? [] : [name]));
}

function mailRight(name: string, { table, now }: MailboxWork): Promise<"mail" | "over" | "firstOver"> {
  return changeDestination<Mailbox, "mail" | "over" | "firstOver">(table, name, (stored) => {
    const at = now();
    const { busyUntil, digestAt } = stored ?? {};
    const limit = takeMail(busyUntil === undefined ? undefined : { busyUntil }, at);
    if (limit !== undefined) return { state: { ...stored, ...limit }, result: "mail" };
    if (digestAt !== undefined && Date.parse(digestAt) > at.getTime()) return { state: stored, result: "over" };
    return { state: { ...stored, digestAt: new Date(at.getTime() + delaySeconds * 1000).toISOString() }, result: "firstOver" };
  });
}
