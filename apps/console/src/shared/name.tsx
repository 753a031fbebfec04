/**
 * A name that a person, a directory or a policy gave: of a resource, an account, a person, a group, a policy or a step.
 * Its direction is its own, and changes nothing of the text around it.
 */
export function Name({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
