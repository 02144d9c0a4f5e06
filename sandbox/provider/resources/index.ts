import type { ResourceType } from "../resourceType";
import { analyzer } from "./analyzer";
import { archiveRule } from "./archiveRule";

/** Every resource type that is implemented, by its token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map([analyzer, archiveRule].map((type) => [type.token, type]));
