import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import { AccountAnalyzers } from "../components/accountAnalyzers";
import type { MemberInputs } from "../domain/plan/memberInputs";
import { scanRules } from "./scanRules";
import { stackOutputs, type StackOutputs } from "./outputs";

/**
 * One member account: an analyzer in each of its enabled Regions, created through the provision role, and where the scanner is on a rule in each
 * of its Regions. Where the plan has neither the program is empty: analyzers that the stack held leave the state and stay in AWS.
 *
 * @param inputs all that this may depend on: `deploy` spares the engine where they are as they were.
 */
export function memberStack({ provider: reached, nothingPlanned, scanner, ...planned }: MemberInputs): StackOutputs {
  if (nothingPlanned !== undefined) {
    void pulumi.log.info(nothingPlanned);
    return stackOutputs(planned);
  }
  const provider = new Provider("aws", reached);
  if (scanner !== undefined) scanRules(scanner, provider);
  return stackOutputs(planned, new AccountAnalyzers(planned.account, { account: planned.account, specs: planned.specs }, { provider }));
}
