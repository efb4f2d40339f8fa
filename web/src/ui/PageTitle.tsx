/** Names the state of the page in the tab, and says it aloud when it changes. */
export function PageTitle({ title }: { title: string }) {
  return (
    <>
      <title>{title}</title>
      <p className="visually-hidden" role="status">
        {title}
      </p>
    </>
  );
}
