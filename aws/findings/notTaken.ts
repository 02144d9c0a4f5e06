/** A message that certainly nobody got. Of any other failure it is not known. */
export class NotTaken extends Error {
  override readonly name = "NotTaken";
}
