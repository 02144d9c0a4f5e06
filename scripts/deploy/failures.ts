import type { Region } from "../../domain/identifiers";
import { compare } from "../../domain/lists";
import { rolesStackSetName } from "../../domain/names";

/** What a kind of failure means and what to do about it. */
interface Failure {
  kind: string;
  /** How it looks in what Pulumi or AWS said. */
  said: RegExp;
  meaning: string;
  remedy: string;
  /** Milliseconds to wait before another attempt. Absent where trying again does not help. */
  retry?: number;
  /** Trying again helps only just after the account's roles were made. */
  onlyNew?: boolean;
  /** It explains the others that match as well. */
  alone?: boolean;
}

const again = "deploy again; what is done is left as it is";

const roadDeniedRemedy =
  "Name the Region in regions.forwarders.exclude with the reason; for the scanner's rules in a member leave it out in scanner.regions, or switch the scanner off there by an override. Or exempt the provision role from that policy. Then deploy again. Rules and queues that are there already can be taken away only while the role is exempt.";

/** The sure explanations first. */
const failures: readonly Failure[] = [
  {
    kind: "expired",
    said: /ExpiredToken|RequestExpired|token included in the request is expired/i,
    meaning: "The caller's credentials ran out during the roll-out.",
    remedy: `Sign in and ${again}. A session made with another session's credentials (role chaining) lasts an hour at most: for a longer roll-out call with a profile that renews itself, or roll out in parts (--only).`,
    alone: true,
  },
  {
    kind: "credentials",
    said: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|no valid credential sources|could not load credentials/i,
    meaning: "AWS does not take the caller's credentials.",
    remedy: `Sign in, or name others with --profile and --management-profile, and ${again}.`,
    alone: true,
  },
  {
    kind: "roleNotAssumable",
    said: /cannot be assumed: AccessDenied/,
    meaning: "The role is not there yet, or it does not trust the caller.",
    remedy:
      "The roles trust the deployers of access.callers alone, or without them the delegated administrator's account: call as one of them (--profile). An account that has just joined gets them within minutes: --wait gives it more time. " +
      `Otherwise look at its instance: aws cloudformation list-stack-instances --stack-set-name ${rolesStackSetName}, in the management account's home Region.`,
    alone: true,
  },
  {
    kind: "locked",
    said: /the stack is (currently )?locked/i,
    meaning: "Another run holds the stack.",
    remedy: "Wait until it has ended. If its process is certainly gone, run the command above, and deploy again.",
    alone: true,
  },
  {
    kind: "deadline",
    said: /did not end within \S+ seconds/,
    meaning: "Something did not answer.",
    remedy: `Look at the health of that service and Region (AWS Health Dashboard) and at the network path to it, and ${again}. --stack-timeout gives it more time.`,
    alone: true,
  },
  {
    kind: "serviceLinkedRole",
    said: /Service Linked Role is not in the organizational management account/i,
    meaning: "IAM Access Analyzer does not see its service-linked role yet.",
    remedy:
      'AWS shows a new role after some minutes: deploy again then. If the role is not there, "access-analyzer-org deploy --only management" creates it.',
    retry: 10_000,
  },
  {
    kind: "trustedAccess",
    said: /Service not enabled for AWS Organizations/i,
    meaning: "IAM Access Analyzer has no trusted access to the organization.",
    remedy: '"access-analyzer-org deploy --only management" gives it; deploy the rest again then.',
  },
  {
    kind: "quota",
    said: /ServiceQuotaExceeded|LimitExceeded/i,
    meaning: "AWS allows no more of these in that account and Region.",
    remedy:
      '"access-analyzer-org audit" names analyzers of others. Delete one that nobody needs, or ask AWS for a higher quota (Service Quotas, IAM Access Analyzer), and deploy again.',
  },
  {
    kind: "concurrent",
    said: /ConcurrentModification|OperationInProgress/i,
    meaning: "AWS is busy with another change of the organization or of the StackSet.",
    remedy: "Wait until that has ended, and deploy again.",
    retry: 15_000,
  },
  {
    kind: "conflict",
    said: /ConflictException|AlreadyExists|already exists/i,
    meaning: "Something of that name is there already, and it does not carry our tag or could not be looked at.",
    remedy:
      "Look at it in that account and Region. If it is needed, write it into the inventory (deploy --write-inventory): it is kept then. If not, delete it, and deploy again.",
  },
  {
    kind: "regionOff",
    said: /OptInRequired|RegionDisabled|Region .* is (disabled|not enabled)/i,
    meaning: "The Region is off in that account.",
    remedy: "Deploy again with --write-inventory, which leaves it out, or enable the Region there.",
  },
  {
    kind: "throttled",
    said: /Throttl|TooManyRequests|Rate exceeded/i,
    meaning: "AWS takes no more calls for the moment.",
    remedy: "Deploy again with a smaller --parallel.",
    retry: 30_000,
  },
  {
    kind: "unwritable",
    said: /no space left on device|ENOSPC|read-only file system|EROFS|disk quota exceeded/i,
    meaning: "Pulumi could not write its state.",
    remedy: "Make room, or make the backend writable, and deploy again: what was created and not written down is taken into the state.",
  },
  {
    kind: "roadDenied",
    said: /\b(events|sqs):\w+\b[^\n]*explicit deny in a service control policy/i,
    meaning:
      "A service control policy denies EventBridge or SQS there; analyzers are not concerned, and the sweep finds what rules would have told.",
    remedy: roadDeniedRemedy,
  },
  {
    kind: "denied",
    said: /AccessDenied|is not authorized to perform|UnauthorizedOperation/i,
    meaning: "AWS denies the call.",
    remedy:
      "Look for what denies it: a service control policy, a permissions boundary, or the caller's own policy (docs/permissions.md lists what it needs). Then deploy again.",
    retry: 10_000,
    onlyNew: true,
  },
  {
    kind: "network",
    said: /ECONNRESET|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|no such host|connection refused|no answer in time|i\/o timeout/i,
    meaning: "An endpoint could not be reached.",
    remedy: `Check the network path to it, and ${again}.`,
    retry: 10_000,
  },
];

/**
 * The Regions in which a service control policy denies EventBridge or SQS, sorted, where nothing else failed: the findings road is not whole there,
 * and everywhere else all was done. None where something else failed as well, or where it is the home Region, without which there is no road.
 *
 * @param homeRegion of a stack that has the road; a member has no more than rules, and can do without any of them.
 */
export function regionsWithoutRoad(reason: string, homeRegion: Region | undefined): string[] {
  const lines = reason
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s*\d+ errors? occurred:$/.test(line.replace(/^[\w-]+: /, "")));
  const regions = lines.map((line) => roadDenial.exec(line)?.[1]);
  const isSure = regions.every((region) => region !== undefined && region !== homeRegion);
  return isSure ? [...new Set(regions.flatMap((region) => region ?? []))].sort(compare) : [];
}

const roadDenial =
  /\b(?:events|sqs):\w+ on resource: arn:[^:]+:(?:events|sqs):([a-z0-9-]+):[^\n]*explicit deny in a service control policy/i;

/** What to do about these Regions. */
export function remedyWithoutRoad(regions: readonly string[]): string {
  return `${regions.join(", ")}: ${roadDeniedRemedy}`;
}

/** Whether an account cannot be entered because the role is not there, or does not trust the caller. */
export function isRoleMissing(reason: string): boolean {
  return explanations(reason).some(({ kind }) => kind === "roleNotAssumable");
}

/** What to do about a stack that failed or was not reached, as sentences. There is always something. */
export function remedyFor(reason: string): string {
  const found = explanations(reason);
  if (found.length === 0) return `Mend what it says, and ${again}.`;
  return found.map(({ meaning, remedy }) => `${meaning} ${remedy}`).join("\n");
}

/**
 * Milliseconds to wait before a stack is tried again, where that helps; undefined where it does not.
 *
 * @param isNew the account's roles, or the stack, were made just now: IAM shows them everywhere only after a while.
 */
export function retryAfter(reason: string, { isNew }: { isNew: boolean }): number | undefined {
  const pauses = explanations(reason).map(({ retry, onlyNew }) => (onlyNew && !isNew ? undefined : retry));
  // One that stays would fail the next attempt too.
  return pauses.every((pause) => pause !== undefined) && pauses.length > 0 ? Math.max(...pauses) : undefined;
}

function explanations(reason: string): Failure[] {
  const found = failures.filter(({ said }) => said.test(reason));
  const sure = found.find(({ alone }) => alone);
  return sure === undefined ? found : [sure];
}
