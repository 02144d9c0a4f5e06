import * as pulumi from "@pulumi/pulumi";
import { MockMonitor, type MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";
import { setMockOptions } from "@pulumi/pulumi/runtime/settings";
import type { Properties } from "../../dev/aws-provider/values";
import { makeChecked, type ProviderClient } from "./providerClient";
import { withShortTraces } from "./shortTraces";

/**
 * Runs a program in this process and has the provider for package `aws` make its resources, as the engine would from an empty state. Of other
 * packages nothing is made.
 *
 * @throws what the provider says against a resource.
 */
export async function provideStack(program: () => unknown, stack: string, provider: ProviderClient): Promise<void> {
  const failures: string[] = [];
  const make = async ({ type, name, inputs, custom }: MockResourceArgs) => {
    if (!custom || !type.startsWith("aws:")) return { id: `id-of-${name}`, state: inputs };
    try {
      return await makeChecked(provider, type, (await plain(inputs)) as Properties); // JSON, as it comes over the wire
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
      throw error;
    }
  };
  setMockOptions(new MockMonitor({ newResource: make, call: ({ inputs }) => inputs }), "access-analyzer-org", stack, false, "organization");
  try {
    await withShortTraces(async () => {
      await pulumi.runtime.runInPulumiStack(async () => program());
      await pulumi.runtime.disconnect();
    });
  } catch (error) {
    // Pulumi says no more than that something failed.
    throw failures.length > 0 ? new Error(failures.join("\n")) : error;
  }
}

/** Archives of texts as the provider takes them; the rest is JSON already. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof pulumi.asset.StringAsset) return { text: await value.text };
  if (value instanceof pulumi.asset.AssetArchive) return { assets: await plain(await value.assets) };
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await plain(inner)] as const)));
}
