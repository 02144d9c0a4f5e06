import { Command } from "commander";
import type * as proofKeyRun from "./run";
import { withConfig, withCredentials, withJson } from "../options";

/** `access-analyzer-org proof-key`: the public key that verifies proofs. */
export function proofKeyCommand(): Command {
  const command = new Command("proof-key").description(
    'Print the public key that verifies what "audit --proof" signs, as PEM, for the configuration of whoever verifies. Reads only.',
  );
  return withCredentials(withJson(withConfig(command)))
    .addHelpText(
      "after",
      `
Exit codes: 0 printed, 1 the key could not be read, 2 AWS could not be asked, 3 bad input

Example:
  $ access-analyzer-org proof-key > proof-key.pem`,
    )
    .action(async (options: proofKeyRun.ProofKeyCommandOptions) => {
      // Loaded only now: --help must not pay for the AWS SDK.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { runProofKey }: typeof proofKeyRun = require("./run");
      process.exitCode = await runProofKey(options);
    });
}
