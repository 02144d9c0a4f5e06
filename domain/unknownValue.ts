/** Stands for a value that is not known before it is deployed, wherever it is in a resource's inputs. */
export const unknownValue = Symbol("not known before it is deployed");
