/** Nothing is wrong: the message goes back to the queue and comes again. */
export class GivenBack extends Error {
  override readonly name = "GivenBack";
}
