import type { AwsError } from "../../service";
import type { Partition } from "../../world/partitions";

interface Statement {
  Sid?: string;
  Effect: string;
  Principal: unknown;
  Action: unknown;
  Resource: unknown;
}

interface Document {
  Version?: string;
  Statement?: Statement | Statement[];
}

/**
 * A policy with one statement more, as AddPermission of SQS and SNS writes it: accounts may do this, under a label.
 *
 * @param taken what is thrown where the label is there already.
 */
export function withStatement(
  policy: string | undefined,
  { label, accounts, actions, arn }: { label: string; accounts: string[]; actions: string[]; arn: string },
  { partition, taken }: { partition: Partition; taken: AwsError },
): string {
  const { statements, ...document } = documentOf(policy);
  if (statements.some(({ Sid }) => Sid === label)) throw taken;
  const added: Statement = {
    ...{ Sid: label, Effect: "Allow", Principal: { AWS: accounts.map((account) => `arn:${partition}:iam::${account}:root`) } },
    ...{ Action: actions, Resource: arn },
  };
  return JSON.stringify({ ...document, Statement: [...statements, added] });
}

/** The policy without that statement; undefined where nothing is left. @param missing what is thrown where no statement has the label. */
export function withoutStatement(policy: string | undefined, label: string, missing: AwsError): string | undefined {
  const { statements, ...document } = documentOf(policy);
  const left = statements.filter(({ Sid }) => Sid !== label);
  if (left.length === statements.length) throw missing;
  return left.length === 0 ? undefined : JSON.stringify({ ...document, Statement: left });
}

function documentOf(policy = "{}"): { Version: string; statements: Statement[] } {
  const { Version = "2012-10-17", Statement = [], ...more } = JSON.parse(policy) as Document; // looked at when it was stored
  return { ...more, Version, statements: [Statement].flat() };
}
