import { visible } from "../../configuration/quoted";
import type { Fact, TellingKind } from "../fact";
import type { Access } from "../observation";
import { countedAsMet, findingTypeOf } from "../routes";
import type { RoadSettings } from "../settings";
import { severityOf } from "../severity";

/** What happened, in a few words. */
export function headline({ access }: Pick<Fact, "access">, kind: TellingKind): string {
  const what = whatIsThere(access);
  switch (kind) {
    case "opened":
      return what;
    case "reopened":
      return `Again: ${what}`;
    case "changed":
      return `Changed: ${what}`;
    case "resolved":
      return `Resolved: ${what}`;
    case "archived":
      return `Archived: ${what}`;
    case "gone":
      return `Out of sight: ${what}`;
  }
}

function whatIsThere(access: Access): string {
  switch (access.kind) {
    case "external":
      if (access.isPublic === undefined) return "Access from outside, perhaps public";
      return access.isPublic ? "Public access" : "Access from outside";
    case "internal":
      return "Access inside the organization";
    case "unused":
      return unusedNames[access.findingType] ?? `Unused access (${text(access.findingType)})`;
    case "error":
      return "Could not be analyzed";
  }
}

const unusedNames: Readonly<Record<string, string>> = {
  UnusedIAMRole: "Unused role",
  UnusedIAMUserAccessKey: "Unused access key",
  UnusedIAMUserPassword: "Unused password",
  UnusedPermission: "Unused permissions",
};

/** `[critical] Public access`. What is over is not marked: nobody has to get up for it. */
export function marked(fact: Pick<Fact, "access">, kind: TellingKind): string {
  const line = headline(fact, kind);
  return kind === "resolved" ? line : `[${severityOf(fact.access).severity}] ${line}`;
}

/** How bad it is, and why; of what is over, how bad it was. */
export function severityText({ access, state }: Pick<Fact, "access" | "state">): string {
  const { severity, because } = severityOf(access);
  return state === "resolved" ? `was ${severity}` : `${severity} (${because})`;
}

/** What happened at the time that the fact's state began. Only what AWS calls resolved has ended. */
export function sinceLabel({ state }: Pick<Fact, "state">): string {
  return { open: "Since", resolved: "Resolved", archived: "Archived", gone: "Gone since" }[state];
}

/** How soon a scan found it; nothing where none did. */
export function scanRow({ scan }: Pick<Fact, "scan">): Record<string, string> {
  if (scan === undefined) return {};
  if (scan.call === undefined) return { Found: `by the sweep of resources that began ${when(scan.at)}` };
  const seconds = Math.max(0, Math.round((Date.parse(scan.analyzedAt) - Date.parse(scan.at)) / 1000));
  return { Found: `${seconds} s after ${text(scan.call)}` };
}

/** IAM is the same everywhere: each Region's analyzer reports it, and one of them was the first. */
export function regionText({ region, resourceType }: Pick<Fact, "region" | "resourceType">): string {
  return resourceType.startsWith("AWS::IAM::") ? `all (found in ${region})` : region;
}

/** Who has access. */
export function who(access: Access, settings: RoadSettings): string {
  switch (access.kind) {
    case "external":
    case "internal": {
      const principals = Object.entries(access.principal).map(([type, value]) =>
        type === "AWS" ? principalText(value, settings) : `${text(type)} ${text(value)}`,
      );
      const named = principals.length === 0 ? "AWS names nobody" : principals.join(", ");
      if (access.kind === "internal") return named;
      if (access.isPublic === undefined) return `${named} (AWS did not say whether that is everybody)`;
      return access.isPublic ? `everybody (${named})` : named;
    }
    case "unused":
      return "nobody: it was not used";
    case "error":
      return `not known: the analyzer could not look (${text(access.error)})`;
  }
}

/** Accounts by name where they are ours. */
function principalText(principal: string, { accounts }: RoadSettings): string {
  if (!/^\d{12}$/.test(principal)) return text(principal);
  const known = accounts[principal as keyof typeof accounts]; // twelve digits
  return known === undefined ? `account ${principal}` : `account ${text(known.name)} (${principal})`;
}

/** What they may do. */
export function how(access: Access): string {
  switch (access.kind) {
    case "external":
    case "internal":
      return access.actions.length === 0 ? "AWS names no actions" : access.actions.map(text).join(", ");
    case "unused": {
      const counts = [
        ...(access.unusedServices ? [`${access.unusedServices} unused services`] : []),
        ...(access.unusedActions ? [`${access.unusedActions} unused actions`] : []),
      ];
      return counts.length === 0 ? text(findingTypeOf(access)) : counts.join(", ");
    }
    case "error":
      return "not known";
  }
}

/** Under which conditions. */
export function conditions(access: Access): string {
  if (access.kind === "error") return "not known";
  if (access.kind === "unused") return "none";
  const all = Object.entries(access.condition).map(([key, value]) => `${text(key)} = ${text(value)}`);
  return all.length === 0 ? "none" : all.join(", ");
}

/** What happened at an end, or what is to be done at a beginning. */
export function whatToDo(fact: Pick<Fact, "access" | "resourceType">, kind: TellingKind): string {
  switch (kind) {
    case "resolved":
      return "Nothing to do: AWS found that this access is no more.";
    case "archived":
      return "Nothing to do, if this was meant: somebody, or an archive rule, archived the finding. The access is still there.";
    case "gone":
      return "Look whether it is still there: the finding is out of sight, because it or its analyzer was deleted. That does not mean that the access is gone.";
    default:
      return whatToDoAbout(fact);
  }
}

function whatToDoAbout({ access, resourceType }: Pick<Fact, "access" | "resourceType">): string {
  switch (access.kind) {
    case "external":
    case "internal":
      return `If this access is not meant, ${endings[resourceType] ?? "take it out of the resource's policy"}. If it is, archive the finding, or write an archive rule for it.`;
    case "unused":
      return "If it is not needed, delete or deactivate it. If it is, archive the finding.";
    case "error":
      return "Let the analyzer look: a policy of the resource, or of the organization, denies access to the service-linked role AWSServiceRoleForAccessAnalyzer. Until then it is not known who has access.";
  }
}

const snapshots = "stop sharing the snapshot";
/** How access ends where not only a resource's policy gives it, or where that has another name. */
const endings: Readonly<Record<string, string>> = {
  "AWS::KMS::Key": "take it out of the key's policy, or revoke the grant that gives it",
  "AWS::S3::Bucket": "take it out of the bucket's policy, its ACL or its access points, or block public access",
  "AWS::IAM::Role": "take it out of the role's trust policy",
  "AWS::Lambda::Function": "remove the permission from the function's policy",
  "AWS::Lambda::LayerVersion": "remove the permission from the layer version's policy",
  "AWS::EC2::Snapshot": snapshots,
  "AWS::RDS::DBSnapshot": snapshots,
  "AWS::RDS::DBClusterSnapshot": snapshots,
};

/** The account by name and id. */
export function accountText(account: keyof RoadSettings["accounts"], { accounts }: RoadSettings): string {
  const known = accounts[account];
  if (known === undefined) return `${account} (name not known: newer than the last deployment)`;
  return `${text(known.name)} (${account})${known.ou === "" ? "" : `, OU ${text(known.ou)}`}`;
}

/** Undefined where all was known. */
export function assumption(fact: Pick<Fact, "account">, settings: RoadSettings): string | undefined {
  switch (countedAsMet(fact, settings)) {
    case "account":
      return "The account is not known to this deployment, so that conditions of routes on account, OU and tag counted as met. Refresh the inventory and deploy.";
    case "tags":
      return "The account's tags could not be read, so that conditions of routes on tags counted as met. Refresh the inventory and deploy.";
    case undefined:
      return undefined;
  }
}

/** From outside: nothing in it may end a line or hide. */
export function text(value: string): string {
  return visible(value);
}

/** `2026-11-20 01:00 UTC` */
export function when(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
