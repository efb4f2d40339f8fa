import { type ComponentProps, useCallback } from 'react';

/** The heading of a page that replaced another one: takes the focus that went away with the old page. */
export function PageHeading(props: Omit<ComponentProps<'h1'>, 'ref' | 'tabIndex'>) {
  const takeFocus = useCallback((heading: HTMLHeadingElement | null) => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) heading?.focus();
  }, []);
  return <h1 {...props} ref={takeFocus} tabIndex={-1} />;
}
