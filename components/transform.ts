import type * as pulumi from "@pulumi/pulumi";

/**
 * Changes a resource just before it is created, so that nobody has to fork a component: edit `args` and `opts` in place.
 *
 * @example
 * transform: { analyzer: (args) => { args.tags = { ...args.tags, team: "security" }; } }
 */
export type Transform<Args> = (args: Args, opts: pulumi.CustomResourceOptions, name: string) => void;

/** The arguments of a resource's constructor, after the user's hook if there is one. */
export function transformed<Args>(
  transform: Transform<Args> | undefined,
  name: string,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  transform?.(args, opts, name);
  return [name, args, opts];
}
