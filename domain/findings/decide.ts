import type { Fact } from "./fact";
import { staysInside } from "./inside";
import { destinationsOf } from "./routes";
import type { Destination, RoadSettings } from "./settings";
import type { Decide } from "./step";

/** How old an analyzer is: both as far as they are known. */
export interface AnalyzerAge {
  createdAt?: string;
  firstSeenAt?: string;
}

/** Who is told, and who waits for a digest, by the settings. */
export function decisions(settings: RoadSettings, ageOf: (analyzer: string) => AnalyzerAge, now: Date): Decide {
  return (fact, kind) => {
    const isSilent = settings.withinOrganization !== "notify" && staysInside(fact, settings);
    const isStarting = settings.notifications.start === "quiet" && isOnlyOfNewAnalyzers(fact, ageOf, now);
    return { audience: isSilent ? [] : destinationsOf(fact, kind, settings), held: isStarting ? peopleOf(settings) : [] };
  };
}

/** Destinations that people read: of what is much, they get digests. */
export function peopleOf({ notifications: { destinations } }: Pick<RoadSettings, "notifications">): string[] {
  return Object.entries(destinations)
    .filter(([, destination]) => isRead(destination))
    .map(([name]) => name)
    .sort();
}

/** The first day of an analyzer, and the first day on which the road sees it. One that was never seen is new. */
export function isNew({ createdAt, firstSeenAt }: AnalyzerAge, now: Date): boolean {
  if (firstSeenAt === undefined) return true;
  const from = Math.max(Date.parse(firstSeenAt), createdAt === undefined ? 0 : Date.parse(createdAt));
  return now.getTime() - from < day;
}

function isRead(destination: Destination): boolean {
  return "email" in destination || "chat" in destination;
}

function isOnlyOfNewAnalyzers({ sources }: Fact, ageOf: (analyzer: string) => AnalyzerAge, now: Date): boolean {
  return Object.values(sources).every(({ analyzer }) => isNew(ageOf(analyzer), now));
}

const day = 24 * 60 * 60 * 1000;
