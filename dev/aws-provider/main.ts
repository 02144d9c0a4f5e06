import { whenEngineIsGone } from "../engine/language-host/engineWatch";
import { serve } from "./server";

// `pulumi-resource-aws`: the engine starts one process for each Provider resource and reads the port from the first line.
whenEngineIsGone(() => process.exit(1));

// The engine would show what the SDK says about the version of Node as if the program had said it.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

void serve().then(
  ({ port }) => process.stdout.write(`${port}\n`),
  (error: unknown) => {
    process.stderr.write(`This provider of package aws could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
