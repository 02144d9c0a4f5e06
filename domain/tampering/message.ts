import { text } from "../findings/messages/sentences";
import { asSubject } from "../findings/messages/subject";
import type { Harm } from "./watchedCalls";
import type { Tampering } from "./tampering";

export interface TamperingMessage {
  /** Fewer than 100 printable ASCII characters, as SNS asks. */
  subject: string;
  /** For a person. */
  body: string;
  /** For a machine; docs/events.md has its schema. */
  event: TamperingEvent;
}

export interface TamperingEvent extends Omit<Tampering, "concernsTheWatch"> {
  schemaVersion: 1;
  kind: "tampering";
  accountName?: string;
}

/** What it means, and what to do first. */
const harms: Readonly<Record<Harm, { means: string; todo: string }>> = {
  findings: {
    means: "Findings of IAM Access Analyzer were archived, or an archive rule that hides or shows findings was changed.",
    todo: "Look at the rule or the findings in the console of that account and Region. Rules that are not planned are told by `access-analyzer-org audit`, and `access-analyzer-org deploy` puts ours back.",
  },
  analyzers: {
    means: "An analyzer was deleted, changed, or lost a tag by which it is known as ours.",
    todo: "Run `access-analyzer-org audit`, then `access-analyzer-org deploy`: it puts back what is planned. Findings of a deleted analyzer are lost; the new one finds again what is still open.",
  },
  roles: {
    means:
      "A role of ours, one with a name of ours, or the StackSet of our roles was changed. A roll-out of the stack management that changes roles looks the same in the delegated administrator, and in the management account by whom access.callers.manager does not name.",
    todo: "If no such roll-out was under way, run `access-analyzer-org audit`: it compares each role with what was rolled out, and names what heals it.",
  },
  road: {
    means: "Something that carries findings to you was changed: a rule, queue, topic, key, function, table, schedule or alarm of ours.",
    todo: "Run `access-analyzer-org audit`, then `access-analyzer-org deploy`: it puts back what is planned. What was not delivered meanwhile is found by the next sweep.",
  },
  trails: {
    means:
      "A trail of CloudTrail was stopped or changed. Without a trail that logs management events nothing tells of tampering in this account any more.",
    todo: "Ask who did it. Switch the trail on again, with write management events.",
  },
  organization: {
    means:
      "The organization's trust was changed: a delegated administrator was registered or taken away, or the trusted access of a service was taken away.",
    todo: "Without them analyzers of the organization are DISABLED: `access-analyzer-org deploy --only management` puts back what is ours. Ask who registered another delegated administrator: one of StackSets may put any role into every member.",
  },
};

/** @param accountName the account's name, where it is known. */
export function tamperingMessage(tampering: Tampering, accountName?: string): TamperingMessage {
  const { id, harm, call, region, at, by, target } = tampering;
  const { means, todo } = harms[tampering.harm];
  const account = accountName === undefined ? tampering.account : `${text(accountName)} (${tampering.account})`;
  const lines = [
    ...[means, ""],
    ...[`Call:     ${tampering.call}`, `On:       ${text(tampering.target)}`, `By:       ${text(tampering.by)}`],
    ...[`Account:  ${account}`, `Region:   ${tampering.region}`, `At:       ${tampering.at}`, `Event:    ${tampering.id}`],
    ...["", `What to do: ${todo}`],
  ];
  return {
    subject: asSubject(`Tampering: ${tampering.call} in ${tampering.account} ${tampering.region}`),
    body: lines.join("\n"),
    event: {
      ...{ schemaVersion: 1, kind: "tampering", id, harm, call, account: tampering.account, region, at, by, target },
      ...(accountName === undefined ? {} : { accountName }),
    },
  };
}
