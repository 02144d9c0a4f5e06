import assert from "node:assert/strict";
import type { Properties } from "../../dev/aws-provider/values";
import type { Sandbox } from "../../dev/sandbox/server/server";
import type { ProviderClient } from "./providerClient";

/** A resource of the provider's from its first preview to its deletion. */
export interface Life {
  token: string;
  inputs: Properties;
  id: string;
  /** Some of what AWS has to say about it. */
  expect: Properties;
  /** A change in place, and the paths that the diff must name. */
  change?: { inputs: Properties; diffs: string[] };
  /** Changes that must replace it, by the property's name. */
  replacing: Properties;
  importId?: string;
  /** Where AWS chooses the id, and it is imported from another Region. */
  regionInId?: string;
  /** Inputs that an import cannot know; the wrong ones make a difference after it. */
  notImported?: string[];
}

export function describeLife(life: Life, world: () => { sandbox: Sandbox; provider: ProviderClient }): void {
  describe(life.token, () => {
    let inputs: Properties;
    let id: string;
    let state: Properties;

    it("is previewed without a call that writes, and without an id", async () => {
      const before = world().sandbox.calls.length;
      const checked = await world().provider.check(life.token, life.inputs);
      assert.deepEqual(checked.failures, []);
      inputs = checked.inputs;
      assert.equal((await world().provider.create(life.token, inputs, true)).id, "");
      assert.equal(world().sandbox.calls.length, before);
    });

    it("is created, and reads back without a difference", async () => {
      ({ id, state } = await world().provider.create(life.token, inputs));
      assert.ok(id.startsWith(life.id), id);
      for (const [name, value] of Object.entries(life.expect)) assert.deepEqual(state[name], value, name);
      assert.deepEqual(await world().provider.diff(life.token, state, inputs), { changed: false, diffs: [], replaces: [] });
      const read = await world().provider.read(life.token, id, state, inputs);
      assert.deepEqual({ ...read }, { id, state, inputs });
    });

    it("is imported by its id alone", async () => {
      const importId = life.importId ?? (life.regionInId === undefined ? id : `${id}@${life.regionInId}`);
      const imported = await world().provider.read(life.token, importId);
      assert.equal(imported.id, id);
      const known = Object.keys(life.inputs).filter((name) => !life.notImported?.includes(name));
      assert.deepEqual((await world().provider.diff(life.token, imported.state, inputs)).diffs, life.notImported ?? []);
      for (const name of known) assert.notEqual(imported.inputs[name], undefined, name);
    });

    it("is replaced exactly by what AWS cannot change", async () => {
      for (const [name, value] of Object.entries(life.replacing)) {
        assert.deepEqual((await world().provider.diff(life.token, state, { ...inputs, [name]: value })).replaces, [name]);
        assert.equal(
          (await world().provider.diff(life.token, state, { ...inputs, [name]: value }, [name])).changed,
          false,
          `${name} ignored`,
        );
      }
    });

    const change = life.change;
    if (change) {
      it("is updated in place, and then shows no difference", async () => {
        const news = { ...inputs, ...change.inputs };
        assert.deepEqual(await world().provider.diff(life.token, state, news), { changed: true, diffs: change.diffs, replaces: [] });
        state = await world().provider.update(life.token, id, state, news);
        assert.equal((await world().provider.diff(life.token, state, news)).changed, false);
        assert.equal(
          (await world().provider.diff(life.token, (await world().provider.read(life.token, id, state, news)).state, news)).changed,
          false,
        );
      });
    }

    it("is deleted once and for all: reading it says so, deleting it again is no error", async () => {
      await world().provider.delete(life.token, id, state);
      assert.equal((await world().provider.read(life.token, id, state, inputs)).id, "");
      await world().provider.delete(life.token, id, state);
    });
  });
}
