import { shortened } from "../configuration/quoted";
import { unknownValue } from "../unknownValue";
import { accessTable } from "./accessTable";
import { exceptionFor, type AccessException } from "./exceptions";
import type { Found, Inputs } from "./inputs";
import type { TrustedAccess } from "./trusted";

/** A resource of @pulumi/aws, as Pulumi shows it before it is created. */
export interface JudgedResource {
  urn: string;
  /** `aws:s3/bucketPolicy:BucketPolicy` */
  type: string;
  /** Its logical name. */
  name: string;
  inputs: Inputs;
}

export interface JudgeOptions {
  trusted: TrustedAccess;
  exceptions: readonly AccessException[];
  /** YYYY-MM-DD, UTC. */
  today: string;
}

export interface PublicAccess {
  /** A note does not block: it cannot be decided, or nobody said who is trusted. */
  level: "violation" | "note";
  /** What, to whom, by which statement; then what to do. */
  message: string;
}

/** What access a resource gives to others than the trusted; nothing for types that give none, which costs one look into a table. */
export function publicAccessOf(resource: JudgedResource, options: JudgeOptions): PublicAccess[] {
  const access = accessTable.get(resource.type)?.access(resource.inputs, options.trusted) ?? [];
  if (access.length === 0) return [];
  const { holds, refused } = exceptionFor(resource, options.exceptions, options.today);
  if (holds) return [];
  const subject = `${resource.type.split(":").at(-1) ?? resource.type} \`${shortened(resource.name)}\``;
  const whoIsTrusted = saysWhoIsTrusted(options.trusted);
  return access.map((found) => ({
    level: found.verdict === "public" || (found.verdict === "outside" && whoIsTrusted) ? "violation" : "note",
    message: [`${subject} ${found.text}`, ...refused, ...advice(found, whoIsTrusted)].map((sentence) => `${sentence}.`).join(" "),
  }));
}

function advice({ verdict, text, remedy }: Found, whoIsTrusted: boolean): string[] {
  const isUnknown = verdict === "undecided" && text.includes(unknownValue.description ?? "");
  return [
    ...(verdict === "outside" && !whoIsTrusted ? ["This is a note while no trusted accounts and no organizations are configured"] : []),
    isUnknown ? "It is judged again once it is known" : `${remedy}, or add an exception with owner, reason and until`,
  ];
}

/** Who says nothing of whom to trust has not said that others are not. */
function saysWhoIsTrusted({ accounts, organizations, organizationPaths }: TrustedAccess): boolean {
  return accounts.length + organizations.length + organizationPaths.length > 0;
}
