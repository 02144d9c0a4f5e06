import type { AccountId } from "../identifiers";
import { compare } from "../lists";
import { MessageRejected } from "./messageRejected";
import type { Access, FindingKind, FindingStatus, Observation } from "./observation";
import { analyzerPlace, Reader, withoutUndefined } from "./reader";

/**
 * An event of IAM Access Analyzer.
 *
 * @throws MessageRejected where it does not parse, or is of an account that it cannot be of.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-access-analyzer.html
 */
export function observationOfEvent(event: unknown, { delegatedAdministrator }: { delegatedAdministrator: AccountId }): Observation {
  const envelope = new Reader(event, "event");
  envelope.oneOf("source", ["aws.access-analyzer"]);
  const kind = detailTypes[envelope.oneOf("detail-type", Object.keys(detailTypes) as DetailType[])]; // its own keys
  const [analyzer = ""] = envelope.texts("resources");
  const place = analyzerPlace(analyzer, "event.resources[0]");
  const detail = envelope.in("detail");
  const account = detail.account("accountId");
  const sender = envelope.account("account");
  if (sender !== place.account)
    throw new MessageRejected("origin", `an event of account ${sender} about the analyzer ${analyzer}, which is of another account`);
  if (account !== sender && sender !== delegatedAdministrator)
    throw new MessageRejected(
      "origin",
      `an event of account ${sender} about a resource of account ${account}, which only the delegated administrator can see`,
    );
  return {
    analyzer,
    findingId: detail.text(detail.has("id") ? "id" : "findingId"),
    kind,
    account,
    region: detail.has("region") ? detail.region("region") : envelope.region("region"),
    resource: detail.text("resource"),
    ...stateOf(detail),
    isDeleted: detail.flag("isDeleted"),
    access: accessOf(kind, detail),
  };
}

/** One entry of ListFindings or the finding of GetFinding: external access. */
export function observationOfSummary(analyzer: string, summary: unknown): Observation {
  const finding = new Reader(summary, "finding");
  return { ...readingOf(analyzer, finding), kind: "external", access: accessOf("external", finding) };
}

/** The whole of GetFindingV2: `findingDetails` of all pages in one. */
export function observationOfFinding(analyzer: string, answer: unknown, kind: FindingKind): Observation {
  const finding = new Reader(answer, "finding");
  const [member] = detailMembers[kind].flatMap((name) =>
    finding
      .list("findingDetails")
      .map((details) => new Reader(details, "finding.findingDetails"))
      .filter((details) => details.has(name))
      .map((details) => details.in(name)),
  );
  const read = readingOf(analyzer, finding);
  if (finding.has("error")) return { ...read, kind, access: { kind: "error", error: finding.text("error") } };
  if (kind === "unused") return { ...read, kind, access: { kind, findingType: finding.text("findingType") } };
  if (member === undefined) throw new MessageRejected("form", `finding ${read.findingId} of ${analyzer} has no details of ${kind} access`);
  return { ...read, kind, access: accessOf(kind, member) };
}

const detailTypes = {
  "Access Analyzer Finding": "external",
  "Unused Access Finding for IAM entities": "unused",
  "Internal Access Finding": "internal",
} as const;
type DetailType = keyof typeof detailTypes;

const detailMembers: Readonly<Record<FindingKind, readonly string[]>> = {
  external: ["externalAccessDetails"],
  internal: ["internalAccessDetails"],
  unused: [],
};

function readingOf(analyzer: string, finding: Reader): Omit<Observation, "kind" | "access"> {
  return {
    analyzer,
    findingId: finding.text("id"),
    account: finding.account("resourceOwnerAccount"),
    region: analyzerPlace(analyzer).region,
    resource: finding.text("resource"),
    ...stateOf(finding),
    isDeleted: false,
  };
}

function stateOf(finding: Reader): Pick<Observation, "resourceType" | "status" | "createdAt" | "analyzedAt" | "updatedAt"> {
  return {
    resourceType: finding.text("resourceType"),
    status: finding.oneOf<FindingStatus>("status", ["ACTIVE", "ARCHIVED", "RESOLVED"]),
    createdAt: finding.time("createdAt"),
    analyzedAt: finding.time("analyzedAt"),
    updatedAt: finding.time("updatedAt"),
  };
}

function accessOf(kind: FindingKind, finding: Reader): Access {
  if (finding.has("error")) return { kind: "error", error: finding.text("error") };
  if (kind === "unused") {
    const unusedServices = finding.optionalCount("numberOfUnusedServices");
    const unusedActions = finding.optionalCount("numberOfUnusedActions");
    return { kind, findingType: finding.text("findingType"), ...withoutUndefined({ unusedServices, unusedActions }) };
  }
  const actions = finding.has("action") ? [...new Set(finding.texts("action"))].sort(compare) : [];
  const shared = { principal: finding.textMap("principal"), actions, condition: finding.textMap("condition") };
  if (kind === "external") return { kind, ...shared, isPublic: finding.optionalFlag("isPublic") };
  return {
    kind,
    ...shared,
    ...withoutUndefined({
      accessType: finding.optionalText("accessType"),
      principalOwnerAccount: finding.optionalText("principalOwnerAccount"),
      principalType: finding.optionalText("principalType"),
    }),
  };
}
