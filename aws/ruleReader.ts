import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import type { Region } from "../domain/identifiers";
import type { Readable } from "../domain/inventory/inventory";
import { readable } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/** A rule on an account's default bus, with all that it has. */
export interface FoundRule {
  name: string;
  description: string | undefined;
  state: string | undefined;
  /** JSON. */
  pattern: string | undefined;
  targets: Target[];
  tags: Record<string, string>;
}

/**
 * Unreadable too where it is not there.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html
 */
export async function readRule(session: Session, region: Region, name: string, calls: Calls): Promise<Readable<FoundRule>> {
  const client = new EventBridgeClient(clientSettings(region, session.credentials, calls.settings));
  return readable(`rule ${name}`, async () => {
    const { Arn, Description, State, EventPattern } = await calls.run((options) =>
      client.send(new DescribeRuleCommand({ Name: name }), options),
    );
    const targets = await readPages(
      (NextToken) => calls.run((options) => client.send(new ListTargetsByRuleCommand({ Rule: name, NextToken }), options)),
      (page) => page.Targets,
      (page) => page.NextToken,
    );
    const { Tags = [] } = await calls.run((options) => client.send(new ListTagsForResourceCommand({ ResourceARN: Arn }), options));
    const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
    return { name, description: Description, state: State, pattern: EventPattern, targets, tags };
  });
}
