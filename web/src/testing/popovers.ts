/** As much of popovers as the client uses, which happy-dom has no idea of. */
export function installPopovers(): void {
  const toggle = (popover: HTMLElement, newState: 'open' | 'closed') =>
    popover.dispatchEvent(Object.assign(new Event('beforetoggle'), { newState }));
  HTMLElement.prototype.hidePopover = function hidePopover() {
    toggle(this, 'closed');
  };
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('[popovertarget]') : null;
    const popover = button && document.getElementById(button.getAttribute('popovertarget') ?? '');
    if (popover) toggle(popover, popover.childElementCount === 0 ? 'open' : 'closed');
  });
}
