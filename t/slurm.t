#!/bin/sh
# Slurm, the real one, on loopback: nodes that a queue gives out, as README's recipe has them. t/recipes.t has a stand-in. Its
# daemons are this test's own: their files are in $base, and their ports no other's.
. t/lib.sh
need_perl
PATH=$PATH:/usr/sbin
for command in munged slurmctld slurmd srun squeue sinfo; do
	command -v $command >/dev/null || skip_all "no $command"
done
[ "$(id -u)" = 0 ] || skip_all "slurmd has to be started by root"
slurm=$base/slurm host=$(hostname -s)
mkdir -p "$slurm/state" "$slurm/spool" && chmod 755 "$base" "$slurm"
dd if=/dev/urandom of="$slurm/key" bs=1024 count=1 2>/dev/null
chmod 400 "$slurm/key"
cat >"$slurm/slurm.conf" <<END
ClusterName=muster
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
SlurmdUser=root
AuthInfo=socket=$slurm/munge
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/builtin
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=p Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$slurm/slurm.conf"
daemons() {
	for f in "$slurm"/*.pid; do
		[ ! -s "$f" ] || kill "$(cat "$f")" 2>/dev/null
	done
	await '! pgrep -f "$slurm" >/dev/null'
}
munged --force --key-file="$slurm/key" --socket="$slurm/munge" --pid-file="$slurm/munged.pid" --log-file="$slurm/munged.log" \
	--seed-file="$slurm/seed" >"$slurm/said" 2>&1 &&
	slurmctld -c -L "$slurm/slurmctld.log" >>"$slurm/said" 2>&1 && slurmd -L "$slurm/slurmd.log" >>"$slurm/said" 2>&1 &&
	await '[ "$(sinfo -h -o %T 2>/dev/null)" = idle ]' && timeout 30 srun -u -n1 true >>"$slurm/said" 2>&1 </dev/null || {
	tail -n 3 "$slurm"/said "$slurm"/*.log | sed 's/^/# /'
	daemons
	skip_all "no Slurm to be started here"
}

cat >muster.conf <<END
[appliance node{1..3}]
via = srun -u -n1 --time=5
start = 1h
late = yes
muster = $MUSTER
END
for i in 1 2 3 4 5 6 7 8; do
	program t/$i 'echo "job $SLURM_JOB_ID"'
done
program t/3 'echo "job $SLURM_JOB_ID"; exit 1'
run --dist=test t
is "$(count passed) $(count failed)" "7 1" "tests run on what the queue gives out"
like "$(field t/3 stdout)" "job [0-9]*" "which are jobs"
sound "Slurm"
await '[ -z "$(squeue -h)" ]'
ok $? "the queue is empty when the run has ended: of three jobs two were given out at a time"

# what runs and what waits in the queue
program t/9 ': >"$base/at.$SLURM_JOB_ID"; exec sleep 60'
export base
begin --dist=test -k t/9 --repeat=1 t
await '[ -n "$(ls "$base" | grep "^at[.]")" ]'
like "$(squeue -h -o %T)" "*RUNNING*" "while a test runs there is its job"
kill -INT "$pid"
end
is "$status" 130 "INT"
sound "INT" 130
await '[ -z "$(squeue -h)" ]'
ok $? "nothing stays queued or running"
daemons
ok $? "and the daemons end"
finish
