import assert from "node:assert/strict";
import type { Recording, Registration } from "./mockRecorder";

/** Resource types that AWS has once per account, not per Region. */
const globalTypes = /^(aws:(iam|organizations)\/|pulumi:|pulumi-nodejs:)/;

/** What every stack of ours promises, whatever it holds. */
export function assertSoundGraph(recording: Recording): void {
  const custom = recording.resources.filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"));
  assert.ok(custom.length > 0, "the stack holds no resource");
  assert.equal(recording.ofType("pulumi:providers:aws").length, 1, "one provider for package aws");
  const provider = recording.named("aws");
  for (const resource of custom) {
    const expected = resource.type.startsWith("aws:") ? `${provider.urn}::id-of-aws` : "";
    assert.equal(resource.provider, expected, `${resource.urn} has the provider "${resource.provider}"`);
    const { region, stackSetInstanceRegion } = resource.inputs;
    assert.ok(region === undefined || stackSetInstanceRegion === undefined, `${resource.urn}: package aws refuses both together`);
    if (!globalTypes.test(resource.type)) assert.ok(region ?? stackSetInstanceRegion, `${resource.urn} names no Region`);
    assert.notEqual(resource.parent, "", `${resource.urn} has no parent`);
  }
}

/** Whether `later` waits for `earlier`, directly or through others. */
export function waitsFor(recording: Recording, later: Registration, earlier: Registration): boolean {
  const seen = new Set<string>();
  const open = [...later.dependencies];
  for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
    if (urn === earlier.urn) return true;
    if (seen.has(urn)) continue;
    seen.add(urn);
    open.push(...(recording.resources.find((resource) => resource.urn === urn)?.dependencies ?? []));
  }
  return false;
}
