import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { FindingsForwarder } from "../components/findings/findingsForwarder";
import type { Region } from "../domain/identifiers";
import type { ScanRules } from "../domain/plan/scanRules";

/**
 * An account's rules that forward calls which change policies, one in each Region. In a member the bus and the queues for dead letters are another
 * account's, known by their names: stack `security` comes first.
 *
 * @param after what the rules of the account that has the bus wait for.
 */
export function scanRules(
  { rules, tags }: ScanRules,
  provider: aws.Provider,
  after: (region: Region) => pulumi.Resource[] = () => [],
): void {
  for (const { region, name: ruleName, description, pattern, bus: busArn, role: roleArn, deadLetters: deadLettersArn } of rules) {
    const args = { region, ruleName, description, pattern, busArn, roleArn, deadLettersArn, tags };
    new FindingsForwarder(`scan-${region}`, args, { provider, dependsOn: after(region) });
  }
}
