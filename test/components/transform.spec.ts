import assert from "node:assert/strict";
import { transformed, type Transform } from "../../components/transform";

interface Args {
  name: string;
  tags?: Record<string, string>;
}

const of = (transform: Transform<Args> | undefined) =>
  transformed(transform, "mine", { name: "a", tags: { team: "one" } }, { protect: true });

describe("a component's transform", () => {
  it("leaves a resource alone where there is none", () => {
    assert.deepEqual(of(undefined), ["mine", { name: "a", tags: { team: "one" } }, { protect: true }]);
  });

  it("is a function that edits arguments and options in place", () => {
    const changed = of((args, opts, name) => {
      args.name = `${name}-b`;
      opts.protect = false;
    });
    assert.deepEqual(changed, ["mine", { name: "mine-b", tags: { team: "one" } }, { protect: false }]);
  });

  it("or a partial object: each argument in it takes the place of the component's, whole", () => {
    assert.deepEqual(of({ tags: { owner: "security" } }), ["mine", { name: "a", tags: { owner: "security" } }, { protect: true }]);
    assert.deepEqual(of({ tags: undefined }), ["mine", { name: "a", tags: undefined }, { protect: true }]);
  });

  it("an object is not changed by being used, so that one serves several resources", () => {
    const shared: Transform<Args> = { tags: { owner: "security" } };
    const [, args] = of(shared);
    args.name = "changed later";
    assert.deepEqual(shared, { tags: { owner: "security" } });
  });
});
