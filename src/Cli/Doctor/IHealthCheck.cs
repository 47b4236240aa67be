namespace ReCorD.Cli.Doctor;

/// <summary>Looks at one part of the installation. Adding one: implement it and list it in <see cref="DoctorCommand"/>.</summary>
internal interface IHealthCheck
{
    /// <summary>One finding for each thing looked at. A thing that cannot be looked at is a finding too: checks do not throw.</summary>
    IEnumerable<Finding> Look(CancellationToken cancellationToken);
}
