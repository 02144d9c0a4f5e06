import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import { AccountAnalyzers } from "../components/accountAnalyzers";
import type { MemberInputs } from "../domain/plan/memberInputs";
import { stackOutputs, type StackOutputs } from "./outputs";

/**
 * One member account: an analyzer in each of its enabled Regions, created through the provision role. Where the plan has none the program
 * is empty: what the stack held leaves the state and stays in AWS.
 *
 * @param inputs all that this may depend on: `deploy` spares the engine where they are as they were.
 */
export function memberStack({ provider: reached, nothingPlanned, ...planned }: MemberInputs): StackOutputs {
  if (nothingPlanned !== undefined) {
    void pulumi.log.info(nothingPlanned);
    return stackOutputs(planned);
  }
  const provider = new Provider("aws", reached);
  return stackOutputs(planned, new AccountAnalyzers(planned.account, { account: planned.account, specs: planned.specs }, { provider }));
}
