import { Component, type ReactNode } from 'react';
import { Message } from './Message';
import { strings } from './strings';

interface Props {
  children: ReactNode;
  reload(): void;
}

/** A mistake of ours in drawing the page must not leave people before an empty one. */
export class CrashGuard extends Component<Props, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    const words = strings.crashed;
    return (
      <Message
        title={words.title}
        heading={words.heading}
        why={words.why}
        action={{ label: words.action, run: this.props.reload }}
      />
    );
  }
}
