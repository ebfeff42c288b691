import { Component, type ReactNode } from 'react';
import { AppErrorNotice } from './app-error-notice.tsx';

interface RoomBoundaryState {
  readonly error: unknown;
}

/** Catches a fault of ours in one room, so that the frame and the session stay. Keyed by room: leaving clears it. */
export class RoomBoundary extends Component<{ readonly children: ReactNode }, RoomBoundaryState> {
  override state: RoomBoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): RoomBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <AppErrorNotice error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
