"""A Slurm cluster of one node on this machine, with Debian's daemons and a folder of its own."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DAEMONS = ("munged", "slurmctld", "slurmd")
# In /usr/sbin, which is not on everybody's path.
SBIN = "/usr/sbin:/sbin"

CONF = """
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SchedulerParameters=sched_interval=1,batch_sched_delay=0
SlurmctldTimeout=300
SlurmdTimeout=300
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=16000 State=UNKNOWN
PartitionName=here Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> str:
    """Why there can be no cluster here; empty if there can."""
    if os.geteuid():
        return "only root can start a Slurm cluster"
    gone = [name for name in (*DAEMONS, "sbatch", "squeue") if not shutil.which(name, path=f"{os.environ['PATH']}:{SBIN}")]
    return f"Slurm is not installed ({', '.join(gone)}): apt-get install slurmctld slurmd slurm-client munge" if gone else ""


def free_ports(count: int) -> list[int]:
    several = [socket.socket() for _ in range(count)]
    for one in several:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in several]
    for one in several:
        one.close()
    return ports


@contextmanager
def cluster(folder: Path) -> Iterator[dict[str, str]]:
    """Yields the environment in which sbatch and squeue find it."""
    for name in ("state", "spool"):
        (folder / name).mkdir()
    folder.chmod(0o755)
    host, conf, key = socket.gethostname().partition(".")[0], folder / "slurm.conf", folder / "munge.key"
    conf.write_text(CONF.format(host=host, folder=folder, ports=free_ports(2)))
    # Within a job the executor forgets SLURM_CONF, since clusters have their settings in /etc.
    (folder / "bin").mkdir()
    (folder / "bin" / "srun").write_text(f'#!/bin/sh\nSLURM_CONF={conf} exec /usr/bin/srun "$@"\n')
    (folder / "bin" / "srun").chmod(0o755)
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    environ = os.environ | {"SLURM_CONF": str(conf), "PATH": f"{folder}/bin:{os.environ['PATH']}:{SBIN}"}
    munge = [f"--{what}-file={folder}/munge.{what}" for what in ("key", "pid", "log", "seed")]
    commands = [
        ["munged", "--foreground", "--force", f"--socket={folder}/munge.socket", *munge],
        ["slurmctld", "-D", "-f", str(conf)],
        ["slurmd", "-D", "-f", str(conf), "-N", host],
    ]
    running = []
    try:
        with (folder / "daemons.txt").open("w") as said:
            for command in commands:
                running.append(subprocess.Popen(command, env=environ, stdout=said, stderr=said))
                time.sleep(0.5)
        for _ in range(100):
            state = subprocess.run(["sinfo", "--noheader", "--format=%T"], env=environ, capture_output=True, text=True)
            if state.stdout.strip() == "idle":
                break
            time.sleep(0.3)
        else:
            logs = "\n".join(p.read_text(errors="replace")[-1500:] for p in sorted(folder.glob("*.log")) + [folder / "daemons.txt"])
            raise RuntimeError(f"the cluster did not come up: {state.stdout}{state.stderr}\n{logs}")
        yield environ
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(20)
