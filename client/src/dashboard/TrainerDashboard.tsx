import { AttentionPanel } from './AttentionPanel';
import classes from './dashboard.module.css';
import { MyTraineesPanel } from './MyTraineesPanel';
import { NextSessions } from './NextSessions';
import { Today } from './Today';

/** A trainer's day: today, what comes next, what is left to close, and the trainees in their care. */
export default function TrainerDashboard() {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <Today />
        <MyTraineesPanel />
      </div>
      <div className={classes.column}>
        <NextSessions />
        <AttentionPanel />
      </div>
    </div>
  );
}
