import { Provider } from "@pulumi/aws/provider";
import { providerInputs } from "../domain/plan/providerInputs";

/** The one provider of a stack, see {@link providerInputs}. */
export function accountProvider(args: Parameters<typeof providerInputs>[0], env: NodeJS.ProcessEnv): Provider {
  return new Provider("aws", providerInputs(args, env));
}
