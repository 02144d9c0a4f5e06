import { compare } from "../../lists";
import type { Due } from "../claim";
import type { Fact } from "../fact";
import type { RoadSettings } from "../settings";
import { severityOf, type Severity } from "../severity";
import { chatNotification, literal, mostDescription } from "./chat";
import type { Mail } from "./mail";
import { asSubject } from "./subject";
import { accountText, how, marked, regionText, text, when, who } from "./sentences";
import { bytesOf, mostBytes } from "./size";

/** One of what waits for a destination's digest. */
export interface DigestEntry {
  fact: Fact;
  due: Due;
}

export interface Digest<Message> {
  message: Message;
  /** What it tells, be it as a line or in the count of its account: record these. */
  told: DigestEntry[];
  /** Public ones that did not fit. They are never only counted: they are in the next digest. */
  left: DigestEntry[];
}

/** Everything that waits, in one mail. */
export function mailDigest(entries: readonly DigestEntry[], settings: RoadSettings): Digest<Mail> {
  const { lines, told, left } = composed(entries, settings, mostBytes, text);
  return { message: { subject: asSubject(titleOf(entries)), body: lines.join("\n") }, told, left };
}

/** The same for a chat room. */
export function chatDigest(entries: readonly DigestEntry[], settings: RoadSettings, id: string): Digest<string> {
  const { lines, told, left } = composed(entries, settings, mostDescription, literal);
  const message = chatNotification({
    id,
    thread: "digest",
    title: titleOf(entries),
    description: lines.join("\n"),
    nextSteps: ["Look at what is public first."],
    keywords: ["digest"],
  });
  return { message, told, left };
}

/** Lines for the public ones, then for the others by severity, then counts by account for what did not fit. */
function composed(entries: readonly DigestEntry[], settings: RoadSettings, most: number, shown: (value: string) => string) {
  const sorted = [...entries].sort(
    (a, b) =>
      Number(isPublic(b)) - Number(isPublic(a)) ||
      severities.indexOf(severityOf(a.fact.access).severity) - severities.indexOf(severityOf(b.fact.access).severity) ||
      compare(a.fact.account, b.fact.account) ||
      compare(a.fact.resource, b.fact.resource) ||
      compare(a.fact.fact, b.fact.fact),
  );
  const head = [`${titleOf(entries)}.`, ""];
  const written = sorted.map((entry) => shown(lineOf(entry, settings)));
  const sizeOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + bytesOf(line) + 1, 0);
  if (sizeOf([...head, ...written]) <= most) return { lines: [...head, ...written], told: sorted, left: [] };

  const room = most - sizeOf(head) - roomForCounts(most);
  let used = 0;
  const fitting = written.findIndex((line) => (used += bytesOf(line) + 1) > room);
  const rest = sorted.slice(fitting);
  const left = rest.filter(isPublic);
  const counted = rest.filter((entry) => !isPublic(entry));
  const counts = countsOf(counted, left.length, settings, roomForCounts(most), shown);
  return { lines: [...head, ...written.slice(0, fitting), ...counts], told: [...sorted.slice(0, fitting), ...counted], left };
}

function roomForCounts(most: number): number {
  return Math.floor(most / 4);
}

function countsOf(
  counted: readonly DigestEntry[],
  left: number,
  settings: RoadSettings,
  most: number,
  shown: (value: string) => string,
): string[] {
  const byAccount = new Map<Fact["account"], number>();
  for (const { fact } of counted) byAccount.set(fact.account, (byAccount.get(fact.account) ?? 0) + 1);
  const accounts = [...byAccount].sort(([a, many], [b, more]) => more - many || compare(a, b));
  const lines = [
    ...(left === 0 ? [] : [`${left.toLocaleString("en")} more that are public follow in the next digest.`]),
    ...(counted.length === 0 ? [] : [`${counted.length.toLocaleString("en")} more that are not public, by account:`]),
  ];
  let used = lines.reduce((sum, line) => sum + bytesOf(line) + 1, 0);
  for (const [index, [account, count]] of accounts.entries()) {
    const line = shown(`${count.toLocaleString("en")} in ${accountText(account, settings)}`);
    used += bytesOf(line) + 1;
    if (used > most - 100) return [...lines, `and ${(accounts.length - index).toLocaleString("en")} more accounts`];
    lines.push(line);
  }
  return lines;
}

function titleOf(entries: readonly DigestEntry[]): string {
  const open = entries.filter(isPublic).length;
  const many = entries.length.toLocaleString("en");
  return `${many} ${entries.length === 1 ? "change" : "changes"} of access, ${open === 0 ? "none" : open.toLocaleString("en")} public`;
}

/** What may be public counts as such; what has ended does not. */
function isPublic({ fact }: DigestEntry): boolean {
  return fact.state === "open" && fact.access.kind === "external" && fact.access.isPublic !== false;
}

function lineOf({ fact, due }: DigestEntry, settings: RoadSettings): string {
  const whoAndHow = fact.access.kind === "unused" ? how(fact.access) : `${who(fact.access, settings)}: ${how(fact.access)}`;
  const short = whoAndHow.length > 400 ? `${whoAndHow.slice(0, 397)}...` : whoAndHow;
  const place = `${accountText(fact.account, settings)}, ${regionText(fact)}`;
  return `${marked(fact, due.kind)}: ${fact.resource} in ${place}; ${short}; ${when(fact.since)}`;
}

const severities: readonly Severity[] = ["critical", "high", "medium", "low"];
