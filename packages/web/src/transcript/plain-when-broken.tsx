import { Component, type ReactNode } from 'react';

interface Props {
  /** What is shown, as it was written, while its drawing fails. */
  readonly text: string;
  readonly children: ReactNode;
}

/** Text that its reader stumbles over stays readable, and costs nothing around it. A longer text is tried again. */
export class PlainWhenBroken extends Component<Props, { brokenAt: string | null }> {
  override state = { brokenAt: null };
  static getDerivedStateFromError() {
    return { brokenAt: '' };
  }
  static getDerivedStateFromProps({ text }: Props, { brokenAt }: { brokenAt: string | null }) {
    if (brokenAt === null) return null;
    return { brokenAt: brokenAt === '' || brokenAt === text ? text : null };
  }
  override render() {
    return this.state.brokenAt === null ? this.props.children : <p className="plain">{this.props.text}</p>;
  }
}
