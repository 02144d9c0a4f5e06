import type { AccountId } from "../identifiers";
import { isOpening, sourceKey, type Fact, type FactRef } from "./fact";
import { factRefOf } from "./identity";
import { heard as mayKnow } from "./pending";
import type { FindingKind, Observation } from "./observation";
import { compareTimes } from "./state";
import { changedFacts } from "./transition";
import { Draft } from "./draft";
import { tracedTo } from "./traced";
import type { Ask, Decide, Heard, Reading, Step } from "./step";

/**
 * What a message makes of the facts.
 *
 * Nothing is closed by a message alone, and where two words of the same time differ none of them is believed: the analyzers are read. A reading
 * counts only if it began after the facts were read and the facts have not changed when the result is written.
 *
 * @param facts all of the subject, and the one that the finding was known under until now, if that is another.
 */
export function takeIn(
  facts: readonly Fact[],
  heard: Heard,
  readings: readonly Reading[],
  { now, decide }: { now: Date; decide: Decide },
): Step {
  const message = whatIsSaid(facts, heard);
  if (message === undefined) return { step: "write", facts: [], sources: [] };
  const { finding, observation } = message;
  if (observation !== undefined && Date.parse(observation.updatedAt) > now.getTime() + clockSkew)
    return { step: "later", why: `finding ${finding.findingId} is dated in the future: ${observation.updatedAt}` };

  const draft = new Draft(facts, now);
  const isRead = (analyzer: string) => readings.some(({ ask }) => ask.analyzer === analyzer);
  const mustRead = new Set<string>();
  if (observation === undefined || contradicts(draft, observation)) mustRead.add(finding.analyzer);
  if (observation !== undefined) {
    if (isRead(finding.analyzer)) {
      const behind = whyBehind(observation, readings);
      if (behind !== undefined) return { step: "later", why: behind };
    } else if (!mustRead.has(finding.analyzer)) draft.believe(observation);
  }
  const subjects = new Set([
    ...facts.map(({ subject }) => subject),
    ...(observation === undefined ? [] : [factRefOf(observation).subject]),
  ]);
  for (const { ask, observations } of readings) {
    const ours = observations.filter((one) => subjects.has(factRefOf(one).subject));
    for (const one of ours) draft.believeRead(one);
    draft.loseUnlisted(ask, new Set(observations.map(({ findingId }) => findingId)));
  }

  const closing = draft.changes().filter(({ before, after }) => before?.state === "open" && after.state !== "open");
  for (const { before } of closing) {
    mustRead.add(finding.analyzer);
    for (const { analyzer, gone } of Object.values(before?.sources ?? {})) if (!gone) mustRead.add(analyzer);
  }
  for (const { before, after } of draft.changes())
    if (before?.state !== "open" && after.state === "open" && facts.some((sibling) => isToldSibling(sibling, after)))
      mustRead.add(finding.analyzer);
  const unread = [...mustRead].filter((analyzer) => !isRead(analyzer));
  if (unread.length > 0) return { step: "read", asks: unread.map((analyzer) => ask(draft, analyzer, message)) };

  const still = readings
    .flatMap(({ observations }) => observations)
    .find((one) => one.status === "ACTIVE" && closing.some(({ after }) => after.fact === factRefOf(one).fact));
  if (still !== undefined) return { step: "later", why: `${still.analyzer} still lists finding ${still.findingId} as ACTIVE` };
  return tracedTo(heard, facts, changedFacts(draft, { now, decide }), now);
}

/** How far clocks may differ. What is dated later than that would outlive every true word. */
const clockSkew = 10 * 60 * 1000;

interface Said {
  finding: { analyzer: string; findingId: string };
  about: { kind: FindingKind; resource: string; account: AccountId };
  observation?: Observation;
}

/** Undefined where a message is about nothing that is known, or about what was seen since. */
function whatIsSaid(facts: readonly Fact[], heard: Heard): Said | undefined {
  if ("observation" in heard) return { finding: heard.observation, about: heard.observation, observation: heard.observation };
  const { gone } = heard;
  const fact = facts.find(({ sources }) => sources[sourceKey(gone)] !== undefined);
  const source = fact?.sources[sourceKey(gone)];
  if (fact === undefined || source === undefined || source.gone || source.isDeleted) return undefined;
  if (Date.parse(source.recordedAt) >= Date.parse(gone.sweepStartedAt)) return undefined;
  return { finding: gone, about: fact };
}

/** Two words of the same time that differ. */
function contradicts(draft: Draft, observation: Observation): boolean {
  const known = draft.source(observation);
  return known !== undefined && compareTimes(observation.updatedAt, known.updatedAt) === 0 && draft.differs(observation);
}

/** AWS's list may be older than its events. */
function whyBehind(observation: Observation, readings: readonly Reading[]): string | undefined {
  const { analyzer, findingId, updatedAt, status, isDeleted } = observation;
  const listed = readings
    .filter(({ ask }) => ask.analyzer === analyzer)
    .flatMap(({ observations }) => observations)
    .find((one) => one.findingId === findingId);
  if (listed === undefined)
    return status === "ACTIVE" && !isDeleted
      ? `finding ${findingId} was heard of as ACTIVE, and ${analyzer} does not list it (yet, or no more)`
      : undefined;
  return compareTimes(listed.updatedAt, updatedAt) < 0
    ? `finding ${findingId} was heard of as of ${updatedAt}, and ${analyzer} still lists it as of ${listed.updatedAt}`
    : undefined;
}

/** Somebody was told of the sibling: if it ends as this one begins, a permission was changed. */
function isToldSibling(sibling: Fact, opened: FactRef): boolean {
  return (
    sibling.subject === opened.subject &&
    sibling.fact !== opened.fact &&
    sibling.state === "open" &&
    Object.values(sibling.told).some((told) => mayKnow(told).some(({ kind }) => isOpening(kind)))
  );
}

function ask(draft: Draft, analyzer: string, { finding, about }: Said): Ask {
  const known = draft.findingsOf(analyzer, about);
  const findingIds = [...new Set([...known, ...(finding.analyzer === analyzer ? [finding.findingId] : [])])].sort();
  return { analyzer, kind: about.kind, resource: about.resource, account: about.account, findingIds };
}
