import type * as pulumi from "@pulumi/pulumi";

/**
 * Changes a resource just before it is created, so that nobody has to fork a component. Either arguments that take the place of the
 * component's, each one whole, or a function that edits `args` and `opts` in place.
 *
 * @example
 * transform: { analyzer: { tags: { team: "security" } } }
 * @example
 * transform: { analyzer: (args, opts) => { args.tags = { ...args.tags, team: "security" }; opts.protect = false; } }
 */
export type Transform<Args extends object> = Partial<Args> | ((args: Args, opts: pulumi.CustomResourceOptions, name: string) => void);

/** The arguments of a resource's constructor, after the user's transform if there is one. */
export function transformed<Args extends object>(
  transform: Transform<Args> | undefined,
  name: string,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): [name: string, args: Args, opts: pulumi.CustomResourceOptions] {
  if (typeof transform !== "function") return [name, { ...args, ...transform }, opts];
  transform(args, opts, name);
  return [name, args, opts];
}
