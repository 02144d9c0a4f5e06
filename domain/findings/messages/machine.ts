import { compare } from "../../lists";
import { messageId, type Due } from "../claim";
import type { Fact } from "../fact";
import { countedAsMet, findingTypeOf } from "../routes";
import type { RoadSettings } from "../settings";
import { severityOf } from "../severity";
import { consoleLink } from "./consoleLink";
import { fittingJson, mostBytes } from "./size";

/** What machines get: a queue's message, and what is posted to an HTTPS destination. docs/events.md and its JSON Schema describe it. */
export function machineText(fact: Fact, due: Due, settings: RoadSettings): string {
  const { account, access, sources } = fact;
  const known = settings.accounts[account];
  const { severity, because } = severityOf(access);
  return fittingJson(
    {
      schemaVersion: "1",
      id: messageId(due),
      kind: due.kind,
      destination: due.destination,
      fact: fact.fact,
      subject: fact.subject,
      sequence: due.sequence,
      state: fact.state,
      since: fact.since,
      firstSeenAt: fact.firstSeenAt,
      severity,
      severityReason: because,
      findingType: findingTypeOf(access),
      account: { id: account, ...known },
      region: fact.region,
      resource: fact.resource,
      resourceType: fact.resourceType,
      access,
      ...(due.previous.length === 0 ? {} : { previous: due.previous }),
      sources: Object.values(sources).sort((a, b) => compare(a.analyzer, b.analyzer) || compare(a.findingId, b.findingId)),
      ...present("scan", fact.scan),
      ...present("countedAsMet", countedAsMet(fact, settings)),
      ...present("console", consoleLink(fact, settings.partition)),
    },
    mostBytes,
  );
}

function present(key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value };
}
