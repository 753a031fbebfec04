import { forwardRef } from 'react';
import { Anchor, Button, NavLink } from '@mantine/core';
import type { AnchorProps, ButtonProps, NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

type Plain<Props> = Omit<Props, 'href'>;

const PlainAnchor = forwardRef<HTMLAnchorElement, Plain<AnchorProps>>(function PlainAnchor(props, ref) {
  return <Anchor ref={ref} {...props} />;
});
const PlainButton = forwardRef<HTMLAnchorElement, Plain<ButtonProps>>(function PlainButton(props, ref) {
  return <Button component="a" ref={ref} {...props} />;
});
const PlainNavLink = forwardRef<HTMLAnchorElement, Plain<NavLinkProps>>(function PlainNavLink(props, ref) {
  return <NavLink ref={ref} {...props} />;
});

/** A link to a page of the console: `<LinkTo to="/requests/$id" params={{ id }}>`. */
export const LinkTo = createLink(PlainAnchor);
/** The same, as a button. */
export const ButtonTo = createLink(PlainButton);
/** The same, in the navigation. */
export const NavTo = createLink(PlainNavLink);
