import { createRequire } from "node:module";
import { launchPlugin } from "../engine/language-host/launchPlugin";
import type { serve } from "./server";

// `pulumi-resource-aws`: the engine starts one for each Provider resource and reads the port from the first line. The provider itself lies in a
// bundle of its own, whose path is put in here when this is installed.

const module = "PROVIDER_MODULE";

// The engine would show what the SDK says about the version of Node as if the program had said it.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

launchPlugin({ way: "served", module }, () => {
  const provider = createRequire(__filename)(module) as { serve: typeof serve };
  void provider.serve().then(
    ({ port }) => process.stdout.write(`${port}\n`),
    (error: unknown) => {
      process.stderr.write(`This provider of package aws could not start: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
});
